# hint: not for a growing sum
def gradient_after(calls, reset):
    w.grad = None
    total = 0
    for _ in range(calls):
        if reset:
            w.grad = None
            total = 0
        total = total + mse(model(inputs), targets)
        total.backward(retain_graph=True)
    return w.grad
