# hint: several weights or biases at once
def slope(i, j, eps=1e-2):
    before = mse(model(inputs), targets).item()
    w.data += eps
    after = mse(model(inputs), targets).item()
    w.data -= eps
    return (after - before) / eps
