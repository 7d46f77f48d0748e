# hint: has no bias that training could change
def make_model(n_inputs, n_targets):
    return nn.Linear(n_inputs, n_targets, bias=False)

def describe(model):
    return {
        "weight": tuple(model.weight.shape),
        "bias": tuple(model.bias.shape),
        "parameters": sum(p.numel() for p in model.parameters()),
    }
