# hint: never a plain number
def gradient_after(calls, reset):
    w.grad = None
    for _ in range(calls):
        if reset:
            w.grad = 0
        mse(model(inputs), targets).backward()
    return w.grad
