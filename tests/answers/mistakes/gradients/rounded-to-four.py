# hint: rounded
def gradients(inputs, targets):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    return dw.round(decimals=4), db.round(decimals=4)
