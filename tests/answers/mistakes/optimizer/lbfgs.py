# hint: needs no arguments
def make_optimizer(model, lr):
    return torch.optim.LBFGS(model.parameters(), lr=lr)


sgd_stands_for = "stochastic gradient descent"
