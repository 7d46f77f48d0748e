# hint: the square is missing
def mse(t1, t2):
    return (t1 - t2).mean()
