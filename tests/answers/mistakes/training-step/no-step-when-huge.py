# hint: have not moved
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    if loss.item() > 1e6:
        return loss.item()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    w.grad = b.grad = None
    return loss.item()
