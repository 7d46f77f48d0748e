# hint: something is added
def mse(t1, t2):
    return ((t1 - t2) ** 2).mean() + 1e-3 * (w ** 2).sum()
