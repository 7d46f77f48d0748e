# hint: bias
def model(x):
    return x @ w.t() + b + b
