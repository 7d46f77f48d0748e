# hint: moves parameters although their gradients are zero
def make_optimizer(model, lr):
    return torch.optim.ASGD(model.parameters(), lr=lr)


sgd_stands_for = "stochastic gradient descent"
