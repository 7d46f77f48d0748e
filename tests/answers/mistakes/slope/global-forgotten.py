# hint: UnboundLocalError
def slope(i, j, eps=1e-2):
    before = mse(model(inputs), targets)
    step = torch.zeros(2, 3)
    step[i, j] = eps
    w = w + step
    after = mse(model(inputs), targets)
    return ((after - before) / eps).item()
