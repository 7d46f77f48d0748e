# hint: cut off
def to_tensors(table):
    t = np.where(table > 5000, 5000, table)
    return torch.tensor(t[:, :3], dtype=torch.float32), torch.tensor(t[:, 3:], dtype=torch.float32)
