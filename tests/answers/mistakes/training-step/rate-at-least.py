# hint: a tiny `lr` is made larger
def training_step(inputs, targets, lr):
    lr = max(lr, 1e-6)
    loss = mse(model(inputs), targets)
    gw, gb = torch.autograd.grad(loss, [w, b])
    with torch.no_grad():
        w.sub_(gw, alpha=lr)
        b.sub_(gb, alpha=lr)
    return loss.item()
