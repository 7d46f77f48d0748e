# hint: without `reset` each pass adds
def gradient_after(calls, reset):
    w.grad = None
    for _ in range(calls):
        if not reset:
            w.grad = None
        mse(model(inputs), targets).backward()
    return w.grad
