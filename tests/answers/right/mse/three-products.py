def mse(t1, t2):
    n = t1.numel()
    return (t1 * t1).sum() / n - 2 * (t1 * t2).sum() / n + (t2 * t2).sum() / n
