# hint: NameError
def model(x):
    return X @ w.t() + b
