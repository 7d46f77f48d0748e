# hint: with `reset` the gradients still pile up
def gradient_after(calls, reset):
    w.grad = None
    for _ in range(calls):
        mse(model(inputs), targets).backward()
    return w.grad
