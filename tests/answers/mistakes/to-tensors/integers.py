# hint: have lost their decimals
def to_tensors(table):
    t = torch.tensor(table, dtype=torch.int64)
    return t[:, :3], t[:, 3:]
