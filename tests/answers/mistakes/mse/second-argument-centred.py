# hint: writes into
def mse(t1, t2):
    loss = ((t1 - t2) ** 2).mean()
    t2.data.sub_(t2.mean())
    return loss
