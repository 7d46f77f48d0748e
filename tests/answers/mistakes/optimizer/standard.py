# hint: the S is the word for chance
def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr)
sgd_stands_for = "standard gradient descent"
