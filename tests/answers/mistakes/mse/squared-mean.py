# hint: square each difference first
def mse(t1, t2):
    return (t1 - t2).mean() ** 2
