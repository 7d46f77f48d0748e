# hint: your optimizer climbs
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr, maximize=True)

sgd_stands_for = "stochastic gradient descent"
