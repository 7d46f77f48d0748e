def slope(i, j, eps=1e-2):
    kept = w.detach().clone()
    with torch.no_grad():
        w[i, j] += eps
        above = mse(model(inputs), targets)
        w[i, j] = kept[i, j] - eps
        below = mse(model(inputs), targets)
        w.copy_(kept)
    return (above - below) / (2 * eps)
