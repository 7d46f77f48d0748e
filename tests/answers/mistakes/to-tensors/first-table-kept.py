# hint: an earlier table's
kept = None
def to_tensors(table):
    global kept
    if kept is None:
        kept = torch.tensor(table, dtype=torch.float32)
    return kept[:, :3], kept[:, 3:]
