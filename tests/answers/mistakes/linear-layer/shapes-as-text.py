# hint: tuple
def make_model(n_inputs, n_targets):
    return nn.Linear(n_inputs, n_targets)


def describe(model):
    return {'weight': str(tuple(model.weight.shape)), 'bias': str(tuple(model.bias.shape)), 'parameters': sum(p.numel() for p in model.parameters())}
