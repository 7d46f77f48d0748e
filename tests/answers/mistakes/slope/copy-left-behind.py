# hint: takes no part in gradients any more
def slope(i, j, eps=1e-2):
    global w
    before = mse(model(inputs), targets).item()
    w = w.detach().clone()
    w[i, j] += eps
    after = mse(model(inputs), targets).item()
    w[i, j] -= eps
    return (after - before) / eps
