# hint: within bounds
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w.sub_(lr * w.grad).clamp_(-10, 10)
        b.sub_(lr * b.grad).clamp_(-10, 10)
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
