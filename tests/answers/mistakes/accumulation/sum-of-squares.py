# hint: gradients of a sum
def gradient_after(calls, reset):
    w.grad = None
    for _ in range(calls):
        if reset:
            w.grad = None
        ((model(inputs) - targets) ** 2).sum().backward()
    return w.grad
