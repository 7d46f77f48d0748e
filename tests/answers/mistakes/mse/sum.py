# hint: you add up the squared differences
def mse(t1, t2):
    return ((t1 - t2) ** 2).sum()
