# hint: `w` is not as it was
def slope(i, j, eps=1e-2):
    with torch.no_grad():
        here = w[i, j].item()
        w[i, j] = here + eps
        above = mse(model(inputs), targets).item()
        w[i, j] = here - eps
        below = mse(model(inputs), targets).item()
        w[i, j] = here
    w.data.mul_(0.9999)
    return (above - below) / (2 * eps)
