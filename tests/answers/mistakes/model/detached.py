# hint: have lost their connection to `w` and `b`
def model(x):
    return (x @ w.t() + b).detach()
