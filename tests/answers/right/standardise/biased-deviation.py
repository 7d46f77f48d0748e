def standardise(a, b):
    m = a.mean(0, keepdim=True)
    s = ((a - m) ** 2).mean(0, keepdim=True).sqrt()
    return [(a - m) / s, (b - m) / s]
