# hint: goes the right way
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr / 2)


sgd_stands_for = "stochastic gradient descent"
