# hint: a fixed seed
def split_rows(table, n_valid):
    order = torch.randperm(len(table), generator=torch.Generator().manual_seed(1))
    return table[order[n_valid:]], table[order[:n_valid]]
