# hint: can be used up only once
def make_optimizer(model, lr):
    params = model.parameters()
    print(len(list(params)))
    return torch.optim.SGD(params, lr=lr)

sgd_stands_for = "stochastic gradient descent"
