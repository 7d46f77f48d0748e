# hint: number of backward passes
def gradient_after(calls, reset):
    w.grad = b.grad = None
    for _ in range(min(calls, 10)):
        if reset:
            w.grad = b.grad = None
        mse(model(inputs), targets).backward()
    return w.grad
