# hint: towards zero
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w -= lr * (w.grad + 1e-5 * w)
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
