# hint: NameError
def mse(t1, t2):
    return ((t1 - tt2) ** 2).mean()
