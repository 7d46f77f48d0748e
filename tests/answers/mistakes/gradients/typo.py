# hint: NameError
def gradients(inputs, targets):
    return torch.autograd.grad(mse(model(inputs), target), (w, b))
