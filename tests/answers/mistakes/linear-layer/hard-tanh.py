# hint: bends
def make_model(n_inputs, n_targets):
    return nn.Sequential(nn.Linear(n_inputs, n_targets), nn.Hardtanh(-150, 150))


def describe(model):
    return {
        'weight': tuple(model.weight.shape),
        'bias': tuple(model.bias.shape),
        'parameters': sum(p.numel() for p in model.parameters()),
    }
