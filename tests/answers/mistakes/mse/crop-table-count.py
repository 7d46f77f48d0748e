# hint: is not that of the elements
def mse(t1, t2):
    return ((t1 - t2) ** 2).sum() / 10
