# hint: rescales `x`
def model(x):
    x /= x.abs().max()
    return x @ w.t() + b
