# hint: its dtype
def make_model(n_inputs, n_targets):
    return nn.Linear(n_inputs, n_targets, dtype=torch.float64)


def describe(model):
    return {
        'weight': tuple(model.weight.shape),
        'bias': tuple(model.bias.shape),
        'parameters': sum(p.numel() for p in model.parameters()),
    }
