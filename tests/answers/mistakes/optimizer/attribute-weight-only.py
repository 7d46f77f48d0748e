# hint: a step moves only some
def make_optimizer(model, lr):
    return torch.optim.SGD([model.weight], lr=lr)

sgd_stands_for = "stochastic gradient descent"
