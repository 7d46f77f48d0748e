# hint: one row for each
def model(x):
    return x[:100] @ w.t() + b
