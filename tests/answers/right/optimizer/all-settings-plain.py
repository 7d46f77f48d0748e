from torch import optim
def make_optimizer(net, rate):
    print(net)
    return optim.SGD(list(net.parameters()), rate, momentum=0, dampening=0, weight_decay=0.0, nesterov=False)
sgd_stands_for = "Stochastic Gradient Descent"
