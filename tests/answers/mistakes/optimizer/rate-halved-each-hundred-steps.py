# hint: after many of them
class Halving(torch.optim.SGD):
    steps = 0

    def step(self, closure=None):
        super().step(closure)
        self.steps += 1
        if self.steps % 100 == 0:
            self.param_groups[0]["lr"] /= 2


def make_optimizer(model, lr):
    return Halving(model.parameters(), lr=lr)


sgd_stands_for = "stochastic gradient descent"
