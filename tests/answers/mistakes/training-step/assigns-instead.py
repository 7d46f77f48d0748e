# hint: the old values of `w` and `b` are lost
def training_step(inputs, targets, lr):
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w.copy_(-lr * w.grad)
        b.copy_(-lr * b.grad)
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
