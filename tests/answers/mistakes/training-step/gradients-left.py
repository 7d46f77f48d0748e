# hint: leaves its gradients behind
def training_step(inputs, targets, lr):
    global w, b
    w.grad = b.grad = None
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        return loss.item()
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
