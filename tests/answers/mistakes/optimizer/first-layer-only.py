# hint: only some
def make_optimizer(model, lr):
    return torch.optim.SGD(list(model.parameters())[:2], lr=lr)


sgd_stands_for = "stochastic gradient descent"
