# hint: not in the order of the letters
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr)
sgd_stands_for = "gradient descent stochastic"
