# hint: nothing comes back
def gradient_after(calls, reset):
    w.grad = None
    for _ in range(calls):
        mse(model(inputs), targets).backward()
        if reset:
            w.grad = None
    return w.grad
