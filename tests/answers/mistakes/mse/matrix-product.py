# hint: mse takes any two equal shapes
def mse(t1, t2):
    d = t1 - t2
    return torch.trace(d @ d.t()) / d.numel()
