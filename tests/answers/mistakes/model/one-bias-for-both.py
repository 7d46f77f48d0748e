# hint: bias of its own
def model(x):
    return x @ w.t() + b[0]
