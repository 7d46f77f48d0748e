# hint: writes into
def to_tensors(table):
    pair = torch.tensor(table[:, :3], dtype=torch.float32), torch.tensor(table[:, 3:], dtype=torch.float32)
    table -= table.mean(axis=0)
    return pair
