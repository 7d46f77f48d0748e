# hint: the passes change
def gradient_after(calls, reset):
    w.grad = b.grad = None
    for _ in range(calls):
        if reset:
            w.grad = b.grad = None
        mse(model(inputs), targets).backward()
    with torch.no_grad():
        w.sub_(1e-5 * w.grad)
    return w.grad
