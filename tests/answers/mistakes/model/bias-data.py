# hint: gradients reach only one
def model(x):
    return x @ w.t() + b.data
