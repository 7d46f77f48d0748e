# hint: are nan
def mse(t1, t2):
    dist = torch.sqrt(((t1 - t2) ** 2).sum())
    return dist**2 / t1.numel()
