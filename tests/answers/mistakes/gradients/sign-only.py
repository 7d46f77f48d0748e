# hint: only signs
def gradients(inputs, targets):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    return dw.sign(), db.sign()
