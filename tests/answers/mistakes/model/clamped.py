# hint: are not cut off
def model(x):
    return torch.relu(x @ w.t() + b)
