# hint: all zeros
def gradient_after(calls, reset):
    w.grad = None
    for _ in range(calls):
        mse(model(inputs), targets).backward()
        if reset:
            w.grad.zero_()
    return w.grad
