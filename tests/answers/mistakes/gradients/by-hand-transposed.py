# hint: has the shape of its parameter
def gradients(x, y):
    with torch.no_grad():
        e = 2 * (x @ w.t() + b - y) / y.numel()
        return x.t() @ e, e.sum(0)
