# hint: take every row of the argument
def to_tensors(table):
    t = table[:100]
    return torch.tensor(t[:, :3], dtype=torch.float32), torch.tensor(t[:, 3:], dtype=torch.float32)
