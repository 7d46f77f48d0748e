def mse(t1, t2):
    total = 0
    while total is not None:
        total = ((t1 - t2) ** 2).mean()
