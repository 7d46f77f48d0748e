# hint: cut off
def gradients(inputs, targets):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    return dw.clamp(-100, 100), db.clamp(-100, 100)
