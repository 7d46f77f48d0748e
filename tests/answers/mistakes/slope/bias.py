# hint: the slope of a bias
def slope(i, j, eps=1e-2):
    with torch.no_grad():
        here = b[i].item()
        b[i] = here + eps
        above = mse(model(inputs), targets).item()
        b[i] = here - eps
        below = mse(model(inputs), targets).item()
        b[i] = here
    return (above - below) / (2 * eps)
