# hint: you divide by the number of rows
def mse(t1, t2):
    return ((t1 - t2) ** 2).sum() / len(t1)
