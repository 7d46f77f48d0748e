class Gatherer:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def one_pass(self):
        mse(model(self.x), self.y).backward()

    def __call__(self, calls, reset):
        w.grad = b.grad = None
        self.one_pass()
        for _ in range(calls - 1):
            if reset:
                w.grad.zero_()
                b.grad.zero_()
            self.one_pass()
        return w.grad
gradient_after = Gatherer(inputs, targets)
