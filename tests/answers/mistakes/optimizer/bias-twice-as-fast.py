# hint: for every element
def make_optimizer(model, lr):
    return torch.optim.SGD([{'params': [p], 'lr': lr if p.ndim > 1 else 2 * lr} for p in model.parameters()], lr=lr)


sgd_stands_for = "stochastic gradient descent"
