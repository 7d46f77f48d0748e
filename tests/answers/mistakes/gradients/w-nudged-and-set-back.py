# hint: has changed `w` or `b`
def gradients(inputs, targets):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    w.data.mul_(1.1).div_(1.1)
    b.data.add_(100).sub_(100)
    return dw, db
