# hint: your loss is a plain number
def mse(t1, t2):
    return ((t1 - t2) ** 2).mean().item()
