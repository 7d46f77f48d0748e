# hint: a tuple with one element
def make_model(n_inputs, n_targets):
    return nn.Linear(n_inputs, n_targets)

def describe(model):
    return {"weight": tuple(model.weight.shape), "bias": model.bias.shape[0], "parameters": sum(p.numel() for p in model.parameters())}
