# hint: of the absolute errors
def gradients(inputs, targets):
    return torch.autograd.grad((model(inputs) - targets).abs().mean(), (w, b))
