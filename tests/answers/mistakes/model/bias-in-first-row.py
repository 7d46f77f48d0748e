# hint: every row
def model(x):
    y = x @ w.t()
    y = torch.cat([y[:1] + b, y[1:]])
    return y
