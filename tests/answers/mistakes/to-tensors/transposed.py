# hint: rows and columns have changed places
def to_tensors(table):
    t = torch.tensor(table.T, dtype=torch.float32)
    return t[:3], t[3:]
