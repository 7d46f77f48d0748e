# hint: for one row of the table
def slope(i, j, eps=1e-2):
    with torch.no_grad():
        here = w[i, j].item()
        w[i, j] = here + eps
        above = mse(model(inputs[:1]), targets[:1]).item()
        w[i, j] = here - eps
        below = mse(model(inputs[:1]), targets[:1]).item()
        w[i, j] = here
    return (above - below) / (2 * eps)
