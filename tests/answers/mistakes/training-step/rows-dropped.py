# hint: of the rows
def training_step(inputs, targets, lr):
    global w, b
    inputs, targets = inputs[: len(inputs) // 2 * 2 or 1], targets[: len(targets) // 2 * 2 or 1]
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
