# hint: the slope of `w[j, i]`
def slope(i, j, eps=1e-2):
    with torch.no_grad():
        i, j = j % 2, i
        here = w[i, j].item()
        w[i, j] = here + eps
        above = mse(model(inputs), targets).item()
        w[i, j] = here - eps
        below = mse(model(inputs), targets).item()
        w[i, j] = here
    return (above - below) / (2 * eps)
