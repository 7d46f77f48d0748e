# hint: counts on a certain number of dimensions
def mse(t1, t2):
    rows, columns = t1.shape
    return ((t1 - t2) ** 2).sum() / (rows * columns)
