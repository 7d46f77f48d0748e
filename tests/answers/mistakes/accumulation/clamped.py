# hint: held back
def gradient_after(calls, reset):
    w.grad = b.grad = None
    for _ in range(calls):
        if reset:
            w.grad = b.grad = None
        mse(model(inputs), targets).backward()
    return w.grad.clamp(-100, 100)
