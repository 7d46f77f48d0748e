# hint: that later calls write to
W, B = torch.zeros(2, 3), torch.zeros(2)
def gradients(inputs, targets):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    W.copy_(dw)
    B.copy_(db)
    return W, B
