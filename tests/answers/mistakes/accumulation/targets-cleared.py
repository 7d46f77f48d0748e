# hint: writes into
def gradient_after(calls, reset):
    w.grad = b.grad = None
    for _ in range(calls):
        if reset:
            w.grad = b.grad = None
        mse(model(inputs), targets).backward()
    targets.zero_()
    return w.grad
