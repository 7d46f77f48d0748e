# hint: large differences
def mse(t1, t2):
    return ((t1 - t2) ** 2).mean().clamp(max=5000)
