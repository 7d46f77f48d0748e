# hint: not as a class
def make_optimizer(model, lr):
    return torch.optim.SGD


sgd_stands_for = "stochastic gradient descent"
