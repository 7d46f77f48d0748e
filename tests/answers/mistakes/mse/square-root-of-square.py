# hint: absolute values
def mse(t1, t2):
    return ((t1 - t2) ** 2).sqrt().mean()
