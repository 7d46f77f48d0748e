# hint: 
def gradients(inputs, targets):
    return torch.autograd.grad((model(inputs) - targets).abs().mean(), (w, b))
