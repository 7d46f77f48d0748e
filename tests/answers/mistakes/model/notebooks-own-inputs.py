# hint: argument
def model(x):
    return inputs @ w.t() + b
