# hint: with `reset` the gradients still pile up
def gradient_after(calls, reset):
    w.grad = b.grad = None
    for _ in range(calls):
        if not reset:
            w.grad = b.grad = None
        mse(model(inputs), targets).backward()
    return w.grad
