# hint: you have rescaled the numbers
def to_tensors(table):
    t = torch.tensor(table, dtype=torch.float32)
    x, y = t[:, :3], t[:, 3:]
    return (x - x.mean(0)) / x.std(0, unbiased=False), y
