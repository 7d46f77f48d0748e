# hint: only looks at it
def make_model(n_inputs, n_targets):
    return nn.Linear(n_inputs, n_targets)


def describe(model):
    with torch.no_grad():
        model.weight.zero_()
    return {'weight': tuple(model.weight.shape), 'bias': tuple(model.bias.shape), 'parameters': sum(p.numel() for p in model.parameters())}
