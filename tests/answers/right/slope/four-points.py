def slope(i, j, eps=1e-2):
    def loss(step):
        moved = w.detach().clone()
        moved[i, j] += step
        return mse(inputs @ moved.t() + b.detach(), targets).item()
    return (loss(eps) - loss(-eps)) / (2 * eps)
