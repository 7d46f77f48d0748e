# hint: makes new tensors
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    w = w - lr * w.grad
    b = b - lr * b.grad
    return loss.item()
