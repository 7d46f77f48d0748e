# hint: writes into
def gradients(inputs, targets):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    inputs -= inputs.mean(0)
    return dw, db
