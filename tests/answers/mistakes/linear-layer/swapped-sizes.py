# hint: RuntimeError
def make_model(n_inputs, n_targets):
    return nn.Linear(n_targets, n_inputs)


def describe(model):
    return {
        'weight': tuple(model.weight.shape),
        'bias': tuple(model.bias.shape),
        'parameters': sum(p.numel() for p in model.parameters()),
    }
