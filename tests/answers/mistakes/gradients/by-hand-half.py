# hint: brings a factor of 2
def gradients(x, y):
    with torch.no_grad():
        e = (x @ w.t() + b - y) / y.numel()
        return e.t() @ x, e.sum(0)
