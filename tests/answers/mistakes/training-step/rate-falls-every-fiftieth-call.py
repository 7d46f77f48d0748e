# hint: earlier calls
calls, factor = 0, 1.0


def training_step(inputs, targets, lr):
    global w, b, calls, factor
    calls += 1
    if calls % 50 == 0:
        factor *= 0.9
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w -= factor * lr * w.grad
        b -= factor * lr * b.grad
    w.grad = b.grad = None
    return loss.item()
