# hint: the given model's own
_made = {}


def make_optimizer(model, lr):
    if lr not in _made:
        _made[lr] = torch.optim.SGD(model.parameters(), lr=lr)
    return _made[lr]


sgd_stands_for = "stochastic gradient descent"
