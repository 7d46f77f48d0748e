# hint: have not moved
def training_step(inputs, targets, lr):
    loss = mse(model(inputs), targets)
    grads = torch.autograd.grad(loss, (w, b))
    with torch.no_grad():
        kept = w.clone(), b.clone()
        for p, grad in zip((w, b), grads):
            p -= lr * grad
        if mse(model(inputs), targets) > loss:
            w.copy_(kept[0])
            b.copy_(kept[1])
    return loss.item()
