# hint: without `reset` each pass adds
def gradient_after(calls, reset):
    for _ in range(calls):
        w.grad = None
        mse(model(inputs), targets).backward()
    return w.grad
