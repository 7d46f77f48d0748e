# hint: RuntimeError
def gradients(inputs, targets):
    return torch.autograd.grad(mse(model(inputs.t()), targets), (w, b))
