# hint: training cannot change your model
def make_model(n_inputs, n_targets):
    return nn.Linear(n_inputs, n_targets).requires_grad_(False)

def describe(model):
    return {
        "weight": tuple(model.weight.shape),
        "bias": tuple(model.bias.shape),
        "parameters": sum(p.numel() for p in model.parameters()),
    }
