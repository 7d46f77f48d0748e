# hint: differently each time
def model(x):
    return x @ w.t() + b + 1e-2 * torch.randn(len(x), 2)
