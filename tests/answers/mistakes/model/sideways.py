# hint: lie on their side
def model(x):
    return (x @ w.t() + b).t()
