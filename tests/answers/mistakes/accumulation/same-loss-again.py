# hint: compute the loss anew for every pass
def gradient_after(calls, reset):
    w.grad = None
    loss = mse(model(inputs), targets)
    for _ in range(calls):
        if reset:
            w.grad = None
        loss.backward()
    return w.grad
