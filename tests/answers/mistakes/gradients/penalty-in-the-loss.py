# hint: penalty
def gradients(inputs, targets):
    loss = mse(model(inputs), targets) + 1e-5 * (w ** 2).sum()
    return torch.autograd.grad(loss, (w, b))
