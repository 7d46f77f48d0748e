# hint: round
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        w.copy_(torch.round(w - lr * w.grad, decimals=4))
        b.copy_(torch.round(b - lr * b.grad, decimals=4))
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
