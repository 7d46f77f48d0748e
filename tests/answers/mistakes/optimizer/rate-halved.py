# hint: a multiple of `lr`
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr / 2)


sgd_stands_for = "stochastic gradient descent"
