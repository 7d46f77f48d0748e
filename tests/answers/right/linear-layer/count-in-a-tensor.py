def make_model(n_inputs, n_targets):
    return nn.Linear(n_inputs, n_targets)

def describe(model):
    sizes = torch.tensor([each.numel() for each in model.parameters()])
    return {"weight": model.weight.shape, "bias": model.bias.shape, "parameters": sizes.sum()}
