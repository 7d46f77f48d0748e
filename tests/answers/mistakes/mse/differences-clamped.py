# hint: large differences
def mse(t1, t2):
    return ((t1 - t2).clamp(-50, 50) ** 2).mean()
