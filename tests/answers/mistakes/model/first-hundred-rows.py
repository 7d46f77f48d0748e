# hint: any number of rows
def model(x):
    return x[:100] @ w.t() + b
