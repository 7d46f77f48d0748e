# hint: held back
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    for p in (w, b):
        p.grad.nan_to_num_().clamp_(-1000, 1000)
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
