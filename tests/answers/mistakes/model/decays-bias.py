# hint: changes `w` or `b`
def model(x):
    y = x @ w.t() + b
    b.data.add_(1e-6)
    return y
