# hint: twice as long
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w -= 2 * lr * w.grad
        b -= 2 * lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
