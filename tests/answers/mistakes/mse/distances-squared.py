# hint: are nan
def mse(t1, t2):
    return (((t1 - t2) ** 2).sqrt() ** 2).mean()
