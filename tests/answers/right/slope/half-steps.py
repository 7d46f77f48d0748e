def slope(i, j, eps=1e-2):
    with torch.no_grad():
        w[i, j] += eps / 2
        up = mse(model(inputs), targets)
        w[i, j] -= eps
        down = mse(model(inputs), targets)
        w[i, j] += eps / 2
        return ((up - down) / eps).item()
