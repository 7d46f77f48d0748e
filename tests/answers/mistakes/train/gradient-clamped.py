# hint: your steps are shorter
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        loss = mse(model(inputs), targets)
        loss.backward()
        w.grad.clamp_(-100, 100)
        b.grad.clamp_(-100, 100)
        with torch.no_grad():
            w.sub_(lr * w.grad)
            b.sub_(lr * b.grad)
        w.grad = b.grad = None
        losses.append(loss.item())
    return losses
