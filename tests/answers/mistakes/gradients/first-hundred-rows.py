# hint: only the first rows
def gradients(inputs, targets):
    return torch.autograd.grad(mse(model(inputs[:100]), targets[:100]), (w, b))
