# hint: smaller than `lr`
def training_step(inputs, targets, lr):
    global w, b
    lr = min(lr, 1.0)
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
