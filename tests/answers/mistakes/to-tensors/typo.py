# hint: NameError
def to_tensors(table):
    return torch.tensor(tabel[:, :3]).float(), torch.tensor(table[:, 3:]).float()
