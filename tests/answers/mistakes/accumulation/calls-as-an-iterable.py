# hint: `calls` is a number to count up to
def gradient_after(calls, reset):
    w.grad = None
    for _ in calls:
        if reset:
            w.grad = None
        mse(model(inputs), targets).backward()
    return w.grad
