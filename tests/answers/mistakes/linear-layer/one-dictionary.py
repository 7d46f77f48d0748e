# hint: changes when another is described
def make_model(n_inputs, n_targets):
    return nn.Linear(n_inputs, n_targets)


about = {}


def describe(model):
    about["weight"], about["bias"] = tuple(model.weight.shape), tuple(model.bias.shape)
    about["parameters"] = model.weight.numel() + model.bias.numel()
    return about
