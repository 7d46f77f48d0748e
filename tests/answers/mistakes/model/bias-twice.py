# hint: added twice
def model(x):
    return x @ w.t() + b + b
