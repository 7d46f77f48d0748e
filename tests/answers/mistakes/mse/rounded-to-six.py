# hint: rounded, or tiny differences are left out
def mse(t1, t2):
    loss = ((t1 - t2) ** 2).mean()
    return loss + (loss.round(decimals=6) - loss).detach()
