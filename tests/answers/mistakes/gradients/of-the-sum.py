# hint: gradients of a sum
def gradients(inputs, targets):
    return torch.autograd.grad(((model(inputs) - targets) ** 2).sum(), (w, b))
