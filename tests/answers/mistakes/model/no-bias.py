# hint: the bias is missing
def model(x):
    return x @ w.t()
