# hint: for any model
def make_optimizer(model, lr):
    return torch.optim.SGD([model.weight, model.bias], lr=lr)

sgd_stands_for = "stochastic gradient descent"
