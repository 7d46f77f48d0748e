# hint: RuntimeError
def slope(i, j, eps=1e-2):
    before = mse(model(inputs), targets)
    w[i, j] += eps
    after = mse(model(inputs), targets)
    w[i, j] -= eps
    return ((after - before) / eps).item()
