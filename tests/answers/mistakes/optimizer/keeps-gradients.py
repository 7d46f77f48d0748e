# hint: zero_grad
class Plain:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr
    def step(self):
        with torch.no_grad():
            for p in self.params:
                p -= self.lr * p.grad
    def zero_grad(self):
        pass
def make_optimizer(model, lr):
    return Plain(model.parameters(), lr)
sgd_stands_for = "stochastic gradient descent"
