# hint: penalty
def gradient_after(calls, reset):
    w.grad = b.grad = None
    for _ in range(calls):
        if reset:
            w.grad = b.grad = None
        (mse(model(inputs), targets) + 1e-4 * (w**2).sum()).backward()
    return w.grad
