# hint: the other way round
def make_model(n_inputs, n_targets):
    return nn.Linear(n_inputs, n_targets)

def describe(model):
    return {"weight": (model.in_features, model.out_features), "bias": (model.out_features,), "parameters": sum(p.numel() for p in model.parameters())}
