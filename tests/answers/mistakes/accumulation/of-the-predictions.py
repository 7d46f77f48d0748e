# hint: no multiple of the loss's gradient
def gradient_after(calls, reset):
    w.grad = None
    for _ in range(calls):
        if reset:
            w.grad = None
        model(inputs).sum().backward()
    return w.grad
