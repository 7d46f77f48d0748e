# hint: must work on the given model's own
import copy
def make_optimizer(model, lr):
    return torch.optim.SGD(copy.deepcopy(model).parameters(), lr=lr)

sgd_stands_for = "stochastic gradient descent"
