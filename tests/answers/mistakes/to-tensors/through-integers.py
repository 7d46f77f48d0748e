# hint: have lost their decimals
def to_tensors(table):
    t = torch.tensor(table.astype(int), dtype=torch.float32)
    return t[:, :3], t[:, 3:]
