# hint: answers differently each time
def model(x):
    w = torch.randn(2, 3, requires_grad=True)
    b = torch.randn(2, requires_grad=True)
    return x @ w.t() + b
