# hint: Nesterov
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9, nesterov=True)


sgd_stands_for = "stochastic gradient descent"
