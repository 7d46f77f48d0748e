# hint: no sigmoid
def model(x):
    return torch.sigmoid(x @ w.t() + b)
