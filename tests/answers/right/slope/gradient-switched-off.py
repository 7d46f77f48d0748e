def slope(i, j, eps=1e-2):
    w.requires_grad_(False)
    old = float(w[i, j])
    w[i, j] = old + eps
    up = mse(model(inputs), targets).item()
    w[i, j] = old
    here = mse(model(inputs), targets).item()
    w.requires_grad_(True)
    return (up - here) / eps
