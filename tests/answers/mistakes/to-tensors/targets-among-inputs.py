# hint: a target stands among your inputs
def to_tensors(table):
    t = torch.tensor(table, dtype=torch.float32)
    return t[:, :4], t[:, 3:]
