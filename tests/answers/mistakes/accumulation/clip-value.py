# hint: held back
def gradient_after(calls, reset):
    w.grad = b.grad = None
    for _ in range(calls):
        if reset:
            w.grad = b.grad = None
        mse(model(inputs), targets).backward()
    w.grad.clamp_(-1000, 1000)
    return w.grad
