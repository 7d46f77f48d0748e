# hint: writes into
def gradient_after(calls, reset):
    inputs.sub_(inputs.mean(0))
    w.grad = b.grad = None
    for _ in range(calls):
        if reset:
            w.grad = b.grad = None
        mse(model(inputs), targets).backward()
    return w.grad
