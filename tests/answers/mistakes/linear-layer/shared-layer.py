# hint: share their parameters
_layers = {}
def make_model(n_inputs, n_targets):
    return _layers.setdefault((n_inputs, n_targets), nn.Linear(n_inputs, n_targets))

def describe(model):
    return {
        "weight": tuple(model.weight.shape),
        "bias": tuple(model.bias.shape),
        "parameters": sum(p.numel() for p in model.parameters()),
    }
