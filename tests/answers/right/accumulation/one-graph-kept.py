def gradient_after(calls, reset):
    w.grad = b.grad = None
    loss = mse(model(inputs), targets)
    for _ in range(calls):
        if reset:
            w.grad = b.grad = None
        loss.backward(retain_graph=True)
    return w.grad
