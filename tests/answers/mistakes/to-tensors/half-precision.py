# hint: are rounded
def to_tensors(table):
    t = torch.tensor(table).half().float()
    return t[:, :3], t[:, 3:]
