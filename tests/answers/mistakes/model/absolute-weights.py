# hint: weights lose their sign
def model(x):
    return x @ w.abs().t() + b
