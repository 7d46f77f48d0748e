# hint: once more
def gradients(inputs, targets):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    return dw / len(inputs), db / len(inputs)
