# hint: a learning rate of its own
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=1e-5)

sgd_stands_for = "stochastic gradient descent"
