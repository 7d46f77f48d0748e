# hint: nothing comes back
def gradient_after(calls, reset):
    w.grad = None
    for _ in range(1, calls):
        if reset:
            w.grad = None
        mse(model(inputs), targets).backward()
    return w.grad
