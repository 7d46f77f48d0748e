# hint: after many of them
class UpToAThousand(torch.optim.SGD):
    left = 1000

    def step(self, closure=None):
        self.left -= 1
        if self.left >= 0:
            super().step(closure)


def make_optimizer(model, lr):
    return UpToAThousand(model.parameters(), lr=lr)


sgd_stands_for = "stochastic gradient descent"
