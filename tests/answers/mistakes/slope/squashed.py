# hint: not where it is steep
def slope(i, j, eps=1e-2):
    with torch.no_grad():
        here = w[i, j].item()
        w[i, j] = here + eps
        above = mse(model(inputs), targets).item()
        w[i, j] = here - eps
        below = mse(model(inputs), targets).item()
        w[i, j] = here
    return __import__('math').copysign(min(abs((above - below) / (2 * eps)), 500.0), (above - below) / (2 * eps))
