# hint: a length of its own
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w -= 1e-5 * w.grad
        b -= 1e-5 * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
