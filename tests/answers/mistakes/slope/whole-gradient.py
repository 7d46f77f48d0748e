# hint: you return several numbers
def slope(i, j, eps=1e-2):
    with torch.no_grad():
        moved = w.clone()
        w[i, j] += eps
        up = mse(model(inputs), targets)
        change = up - w * 0
        w[i, j] -= eps
    return (change - mse(model(inputs), targets)) / eps
