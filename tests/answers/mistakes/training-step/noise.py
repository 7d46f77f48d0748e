# hint: disturbed
def training_step(inputs, targets, lr):
    loss = mse(model(inputs), targets)
    dw, db = torch.autograd.grad(loss, (w, b))
    with torch.no_grad():
        w.sub_(lr * (dw + 0.01 * torch.randn(2, 3)))
        b.sub_(lr * db)
    return loss.item()
