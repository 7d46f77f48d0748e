# hint: a tensor is wanted
def gradient_after(calls, reset):
    w.grad = None
    for _ in range(calls):
        if reset:
            w.grad = None
        mse(model(inputs), targets).backward()
    return w.grad.tolist()
