# hint: rounded
def model(x):
    y = x @ w.t() + b
    return y + (y.round(decimals=3) - y).detach()
