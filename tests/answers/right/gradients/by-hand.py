def gradients(x, y):
    with torch.no_grad():
        e = 2 * (x @ w.t() + b - y) / y.numel()
        return e.t() @ x, e.sum(0)
