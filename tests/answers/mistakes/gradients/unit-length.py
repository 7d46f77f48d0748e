# hint: brought to length 1
def gradients(inputs, targets):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    return dw / dw.norm(), db / db.norm()
