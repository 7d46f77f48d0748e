X, Y = inputs, targets
loss_with = lambda weights: ((X @ weights.t() + b - Y) ** 2).mean()


def slope(i, j, eps=1e-2):
    step = torch.zeros(2, 3)
    step[i][j] = eps
    return (loss_with(w + step) - loss_with(w - step)) / 2 / eps
