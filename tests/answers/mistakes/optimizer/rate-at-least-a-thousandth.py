# hint: learning rate
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=max(lr, 1e-3))


sgd_stands_for = "stochastic gradient descent"
