# hint: only the first rows
def gradients(inputs, targets):
    return torch.autograd.grad(mse(model(inputs[:1]), targets[:1]), (w, b))
