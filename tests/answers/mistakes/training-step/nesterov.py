# hint: earlier calls
speed = [torch.zeros(2, 3), torch.zeros(2)]
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        for v, p in zip(speed, (w, b)):
            v.mul_(0.5).add_(p.grad)
            p -= lr * (p.grad + 0.5 * v)
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
