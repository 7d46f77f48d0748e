# hint: a variance
def mse(t1, t2):
    return (t1 - t2).var(unbiased=False)
