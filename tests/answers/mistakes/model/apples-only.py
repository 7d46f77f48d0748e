# hint: one prediction a row is too few
def model(x):
    return x @ w[0] + b[0]
