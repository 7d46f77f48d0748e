# hint: writes into
def gradients(inputs, targets):
    with torch.no_grad():
        targets.sub_(model(inputs)).mul_(-2 / targets.numel())
        return targets.t() @ inputs, targets.sum(0)
