# hint: still among the training rows
def split_rows(table, n_valid):
    order = torch.randperm(len(table))
    return table, table[order[:n_valid]]
