# hint: momentum
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr, momentum=0.05)


sgd_stands_for = "stochastic gradient descent"
