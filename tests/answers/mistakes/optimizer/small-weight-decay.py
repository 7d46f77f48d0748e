# hint: weight decay
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr, weight_decay=1e-5)


sgd_stands_for = "stochastic gradient descent"
