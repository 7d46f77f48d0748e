# hint: not where it is steep
def slope(i, j, eps=1e-2):
    with torch.no_grad():
        here = w[i, j].item()
        w[i, j] = here + eps
        above = mse(model(inputs), targets).item()
        w[i, j] = here - eps
        below = mse(model(inputs), targets).item()
        w[i, j] = here
    return max(-1000, min(1000, (above - below) / (2 * eps)))
