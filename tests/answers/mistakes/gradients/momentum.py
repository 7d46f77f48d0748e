# hint: earlier calls have a part
velocity = [torch.zeros(2, 3), torch.zeros(2)]
def gradients(inputs, targets):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    for v, g in zip(velocity, (dw, db)):
        v.mul_(0.9).add_(g)
    return tuple(v.clone() for v in velocity)
