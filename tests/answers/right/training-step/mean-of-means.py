def training_step(inputs, targets, lr):
    global w, b
    w.grad = b.grad = None
    loss = ((model(inputs) - targets) ** 2).mean(dim=0).mean()
    loss.backward()
    with torch.no_grad():
        for parameter in (w, b):
            parameter.copy_(parameter + -lr * parameter.grad)
    w.grad = b.grad = None
    return loss.item()
