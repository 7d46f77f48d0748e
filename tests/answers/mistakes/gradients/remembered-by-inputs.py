# hint: only the inputs, or only the targets
found = {}


def gradients(inputs, targets):
    key = inputs.sum().item(), w.sum().item(), b.sum().item()
    if key not in found:
        found[key] = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    return found[key]
