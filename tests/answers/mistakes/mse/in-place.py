# hint: changing an argument in place
def mse(t1, t2):
    t1 -= t2
    return (t1 * t1).mean()
