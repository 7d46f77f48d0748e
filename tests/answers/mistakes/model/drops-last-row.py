# hint: any number of rows
def model(x):
    return x[:-1] @ w.t() + b if len(x) > 1 else x @ w.t() + b
