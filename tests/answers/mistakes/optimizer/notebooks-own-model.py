# hint: must work on the given model's own
_model = nn.Linear(3, 2)
def make_optimizer(model, lr):
    return torch.optim.SGD(_model.parameters(), lr=lr)

sgd_stands_for = "stochastic gradient descent"
