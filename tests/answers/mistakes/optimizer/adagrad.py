# hint: same amount
def make_optimizer(model, lr):
    return torch.optim.Adagrad(model.parameters(), lr=lr)


sgd_stands_for = "stochastic gradient descent"
