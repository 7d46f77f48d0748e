# hint: of an earlier call
known = {}
def gradients(inputs, targets):
    key = str(inputs.tolist()), str(targets.tolist())
    if key not in known:
        known[key] = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    return known[key]
