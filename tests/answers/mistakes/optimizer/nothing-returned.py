# hint: return the optimizer itself
def make_optimizer(model, lr):
    torch.optim.SGD(model.parameters(), lr=lr)

sgd_stands_for = "stochastic gradient descent"
