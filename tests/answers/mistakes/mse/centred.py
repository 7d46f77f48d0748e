# hint: off their mean
def mse(t1, t2):
    return (((t1 - t2) - (t1 - t2).mean()) ** 2).mean()
