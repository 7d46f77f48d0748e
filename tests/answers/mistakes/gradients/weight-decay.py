# hint: penalty
def gradients(inputs, targets):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    return dw + 1e-4 * w.detach(), db
