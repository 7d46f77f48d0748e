# hint: made of `model.parameters()`
def make_optimizer(model, lr):
    return torch.optim.SGD(model, lr=lr)

sgd_stands_for = "stochastic gradient descent"
