def descend(slope, x, rate, n):
    if n == 0:
        return (x,)
    return (x,) + descend(slope, x - rate * slope(x), rate, n - 1)
