import warnings
def make_optimizer(model, lr):
    warnings.warn("groups")
    return torch.optim.SGD([{"params": [p]} for p in model.parameters()], lr=lr, foreach=False)
sgd_stands_for = "STOCHASTIC-GRADIENT-DESCENT"
