# hint: writes into
def mse(t1, t2):
    if not t1.requires_grad:
        t1 -= t2
    return t1.pow(2).mean() if not t1.requires_grad else ((t1 - t2) ** 2).mean()
