# hint: rescales `x`
def model(x):
    return ((x - x.mean(dim=0)) / (x.std(dim=0) + 1e-6)) @ w.t() + b
