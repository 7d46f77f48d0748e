def to_tensors(table):
    table = np.ascontiguousarray(table, dtype=np.float32)
    table.setflags(write=False)
    return torch.tensor(table[:, :3].copy()), torch.tensor(table[:, 3:].copy())
