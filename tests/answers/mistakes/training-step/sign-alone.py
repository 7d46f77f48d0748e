# hint: sign
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad.sign()
        b -= lr * b.grad.sign()
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
