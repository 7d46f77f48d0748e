# hint: fails on a shape
def mse(t1, t2):
    d = t1 - t2
    return torch.trace(d @ d.t()) / d.numel()
