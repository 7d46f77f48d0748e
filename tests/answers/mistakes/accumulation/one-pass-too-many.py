# hint: the number of backward passes
def gradient_after(calls, reset):
    w.grad = None
    for _ in range(calls + 1):
        if reset:
            w.grad = None
        mse(model(inputs), targets).backward()
    return w.grad
