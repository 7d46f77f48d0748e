# hint: held back
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    torch.nn.utils.clip_grad_value_([w, b], 1000)
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
