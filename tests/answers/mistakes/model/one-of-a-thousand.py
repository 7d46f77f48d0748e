# hint: not cut off
def model(x):
    return torch.clamp(x @ w.t() + b, -1000, 1000)
