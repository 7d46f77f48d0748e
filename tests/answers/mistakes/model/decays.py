# hint: changes `w` or `b`
def model(x):
    y = x @ w.t() + b
    w.data.mul_(1 - 1e-6)
    return y
