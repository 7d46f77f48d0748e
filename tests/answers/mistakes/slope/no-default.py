# hint: must work without `eps`
def slope(i, j, eps):
    with torch.no_grad():
        here = w[i, j].item()
        w[i, j] = here + eps
        above = mse(model(inputs), targets).item()
        w[i, j] = here - eps
        below = mse(model(inputs), targets).item()
        w[i, j] = here
    return (above - below) / (2 * eps)
