# hint: without switching `requires_grad` off
def training_step(inputs, targets, lr):
    w.requires_grad_(); b.requires_grad_()
    loss = mse(model(inputs), targets)
    dw, db = torch.autograd.grad(loss, (w, b))
    w.requires_grad_(False); b.requires_grad_(False)
    w.sub_(lr * dw)
    b.sub_(lr * db)
    return loss.item()
