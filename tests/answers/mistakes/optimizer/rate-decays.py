# hint: goes the right way
class Plain:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr
        self.count = 0
    def step(self):
        self.count += 1
        self.lr *= 0.999
        with torch.no_grad():
            for p in self.params:
                p -= self.lr * p.grad
    def zero_grad(self):
        for p in self.params:
            p.grad = None
def make_optimizer(model, lr):
    return Plain(model.parameters(), lr)
sgd_stands_for = "stochastic gradient descent"
