# hint: writes into
def mse(t1, t2):
    d = t1 - t2
    t1.data.copy_(d)
    return (d ** 2).mean()
