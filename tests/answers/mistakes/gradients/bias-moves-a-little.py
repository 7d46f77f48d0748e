# hint: has changed `w` or `b`
def gradients(inputs, targets):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    with torch.no_grad():
        b.sub_(1e-7 * db)
    return dw, db
