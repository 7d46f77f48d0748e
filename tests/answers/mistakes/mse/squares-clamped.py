# hint: large differences
def mse(t1, t2):
    return ((t1 - t2) ** 2).clamp(max=1000).mean()
