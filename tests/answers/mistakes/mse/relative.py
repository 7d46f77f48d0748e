# hint: you divide by the targets
def mse(t1, t2):
    return (((t1 - t2) / t2) ** 2).mean()
