# hint: a length of its own
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w -= w.grad
        b -= b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
