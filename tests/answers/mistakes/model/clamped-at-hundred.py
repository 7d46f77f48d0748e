# hint: cut off
def model(x):
    return (x @ w.t() + b).clamp(-100, 100)
