# hint: writes into
def model(x):
    y = x.clone() @ w.t() + b
    x.sub_(x.mean(dim=0))
    return y
