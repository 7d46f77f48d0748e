# hint: a learning rate of its own
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters())

sgd_stands_for = "stochastic gradient descent"
