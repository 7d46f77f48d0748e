# hint: a power is `**`
def mse(t1, t2):
    return torch.mean((t1 - t2) ^ 2)
