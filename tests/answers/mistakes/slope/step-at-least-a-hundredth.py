# hint: a step or a divisor of its own
def slope(i, j, eps=1e-2):
    eps = 0.5 if eps > 0.5 else eps
    with torch.no_grad():
        here = w[i, j].item()
        w[i, j] = here + eps
        above = mse(model(inputs), targets).item()
        w[i, j] = here - eps
        below = mse(model(inputs), targets).item()
        w[i, j] = here
    return (above - below) / (2 * eps)
