class Plain:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr
    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p -= self.lr * p.grad
    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()
make_optimizer = lambda m, lr: Plain(m.parameters(), lr)
plt.plot([1, 2]); plt.show()
sgd_stands_for = "  stochastic,  gradient,\n descent "
