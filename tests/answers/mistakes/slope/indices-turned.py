# hint: IndexError
def slope(i, j, eps=1e-2):
    with torch.no_grad():
        here = w[j, i].item()
        w[j, i] = here + eps
        above = mse(model(inputs), targets).item()
        w[j, i] = here - eps
        below = mse(model(inputs), targets).item()
        w[j, i] = here
    return (above - below) / (2 * eps)
