# hint: 
def model(x):
    return x @ w.abs().t() + b
