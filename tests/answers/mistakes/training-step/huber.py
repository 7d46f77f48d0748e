# hint: a steep gradient is held back
def training_step(inputs, targets, lr):
    global w, b
    loss = torch.nn.functional.huber_loss(model(inputs), targets, delta=100.0) * 2
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
