# hint: a single row is a table, too
def to_tensors(table):
    t = torch.tensor(table, dtype=torch.float32)
    return t[:, :3].squeeze(), t[:, 3:].squeeze()
