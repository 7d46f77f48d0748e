# hint: writes into
def mse(t1, t2):
    return ((t1 - t2) ** 2).mean() if t1.requires_grad else t2.sub_(t1).pow(2).mean()
