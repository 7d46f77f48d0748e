# hint: gradients flow to one argument only
def mse(t1, t2):
    return ((t1 - t2.detach()) ** 2).mean()
