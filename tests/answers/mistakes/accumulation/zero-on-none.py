# hint: `.grad` is None and has no methods
def gradient_after(calls, reset):
    w.grad.zero_()
    for _ in range(calls):
        if reset:
            w.grad.zero_()
        mse(model(inputs), targets).backward()
    return w.grad
