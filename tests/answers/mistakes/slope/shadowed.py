# hint: makes `w` a local name
def slope(i, j, eps=1e-2):
    before = mse(model(inputs), targets).item()
    kept = w
    w = w.detach().clone()
    w[i, j] += eps
    after = mse(model(inputs), targets).item()
    w = kept
    return (after - before) / eps
