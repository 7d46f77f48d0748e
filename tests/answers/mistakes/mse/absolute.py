# hint: you average absolute values
def mse(t1, t2):
    return (t1 - t2).abs().mean()
