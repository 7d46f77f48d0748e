# hint: zeros and equal ones count
def make_model(n_inputs, n_targets):
    return nn.Linear(n_inputs, n_targets)


def describe(model):
    count = len(model.weight.unique()) + len(model.bias.unique())
    return {"weight": tuple(model.weight.shape), "bias": tuple(model.bias.shape), "parameters": count}
