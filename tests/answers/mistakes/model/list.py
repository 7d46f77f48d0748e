# hint: must hand back a tensor
def model(x):
    return (x @ w.t() + b).tolist()
