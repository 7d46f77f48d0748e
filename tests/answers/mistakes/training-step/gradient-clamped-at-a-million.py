# hint: a steep gradient is held back
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad.clamp(-1e6, 1e6)
        b -= lr * b.grad.clamp(-1e6, 1e6)
    w.grad = b.grad = None
    return loss.item()
