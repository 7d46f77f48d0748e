# hint: weight decay
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        loss = mse(model(inputs), targets)
        loss.backward()
        with torch.no_grad():
            w.sub_(lr * (w.grad + 1e-4 * w))
            b.sub_(lr * b.grad)
        w.grad = b.grad = None
        losses.append(loss.item())
    return losses
