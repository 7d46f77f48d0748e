# hint: every row
def gradients(inputs, targets):
    return torch.autograd.grad(mse(model(inputs[:100]), targets[:100]), (w, b))
