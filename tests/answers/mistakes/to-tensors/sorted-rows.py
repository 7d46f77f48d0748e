# hint: order of the rows
def to_tensors(table):
    t = np.unique(table, axis=0)
    return torch.tensor(t[:, :3], dtype=torch.float32), torch.tensor(t[:, 3:], dtype=torch.float32)
