# hint: the G is
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr)


sgd_stands_for = "stochastic descent"
