# hint: order has changed
def to_tensors(table):
    t = table[::-1].copy()
    return torch.tensor(t[:, :3], dtype=torch.float32), torch.tensor(t[:, 3:], dtype=torch.float32)
