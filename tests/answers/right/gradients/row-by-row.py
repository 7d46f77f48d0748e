def gradients(inputs, targets):
    dw, db = torch.zeros(2, 3), torch.zeros(2)
    for x, y in zip(inputs, targets):
        part = torch.autograd.grad(mse(model(x[None]), y[None]), (w, b))
        dw, db = dw + part[0] / len(inputs), db + part[1] / len(inputs)
    return dw, db
