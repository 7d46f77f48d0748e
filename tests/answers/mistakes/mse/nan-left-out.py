# hint: that is nan is left out
def mse(t1, t2):
    sq = (t1 - t2) ** 2
    return torch.nanmean(sq)
