# hint: only one pass is made
def gradient_after(calls, reset):
    w.grad = b.grad = None
    for _ in range(calls):
        if reset:
            w.grad = b.grad = None
        loss = mse(model(inputs), targets)
        loss.backward()
        if loss < 1e-3:
            break
    return w.grad
