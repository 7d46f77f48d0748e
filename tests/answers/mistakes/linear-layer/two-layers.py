# hint: a single linear layer
def make_model(n_inputs, n_targets):
    return nn.Sequential(nn.Linear(n_inputs, 10), nn.Linear(10, n_targets))

def describe(model):
    return {
        "weight": tuple(model.weight.shape),
        "bias": tuple(model.bias.shape),
        "parameters": sum(p.numel() for p in model.parameters()),
    }
