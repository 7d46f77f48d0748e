# hint: same side
def split_rows(table, n_valid):
    order = torch.cat([torch.randperm(len(table) - 1) + 1, torch.tensor([0])])
    return table[order[n_valid:]], table[order[:n_valid]]
