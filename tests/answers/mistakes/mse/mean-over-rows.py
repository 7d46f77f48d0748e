# hint: goes along one dimension only
def mse(t1, t2):
    return ((t1 - t2) ** 2).mean(0)
