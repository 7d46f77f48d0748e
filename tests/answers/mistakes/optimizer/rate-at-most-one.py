# hint: learning rate
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=min(lr, 1.0))


sgd_stands_for = "stochastic gradient descent"
