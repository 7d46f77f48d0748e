# hint: penalty
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets) + 1e-4 * (w**2).sum()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
