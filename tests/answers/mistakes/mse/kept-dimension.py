# hint: has a dimension left over
def mse(t1, t2):
    return ((t1 - t2) ** 2).reshape(-1).mean(0, keepdim=True)
