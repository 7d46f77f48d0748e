# hint: have lost their connection to `w` and `b`
def model(x):
    with torch.no_grad():
        return x @ w.t() + b
