# hint: neither round nor limit
class Plain:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr
    def step(self):
        with torch.no_grad():
            for p in self.params:
                p.copy_((p - self.lr * p.grad).clamp(-100, 100))
    def zero_grad(self):
        for p in self.params:
            p.grad = None
def make_optimizer(model, lr):
    return Plain(model.parameters(), lr)
sgd_stands_for = "stochastic gradient descent"
