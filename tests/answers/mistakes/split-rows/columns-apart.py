# hint: stays whole
def split_rows(table, n_valid):
    shuffled = torch.stack([c[torch.randperm(len(c))] for c in table.t()], dim=1)
    return shuffled[n_valid:], shuffled[:n_valid]
