# hint: that is nan is left out
def mse(t1, t2):
    squares = (t1 - t2) ** 2
    return squares[squares.isfinite()].mean()
