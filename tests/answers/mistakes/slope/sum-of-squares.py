# hint: the slope of a sum
def slope(i, j, eps=1e-2):
    with torch.no_grad():
        here = w[i, j].item()
        w[i, j] = here + eps
        above = ((model(inputs) - targets) ** 2).sum().item()
        w[i, j] = here - eps
        below = ((model(inputs) - targets) ** 2).sum().item()
        w[i, j] = here
    return (above - below) / (2 * eps)
