# hint: moves parameters although their gradients are zero
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr, weight_decay=1e-4)


sgd_stands_for = "stochastic gradient descent"
