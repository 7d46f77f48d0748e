import numpy as np

table, yields = inputs, targets


class Slope:
    def loss(self, weights):
        x, y = table.numpy().astype(float), yields.numpy().astype(float)
        return np.mean((x @ weights.T + b.detach().numpy() - y) ** 2)

    def __call__(self, i, j, eps=1e-2):
        weights = w.detach().numpy().astype(float)
        bump = np.zeros_like(weights)
        bump[i, j] = eps
        return (self.loss(weights + bump) - self.loss(weights)) / eps


slope = Slope()
