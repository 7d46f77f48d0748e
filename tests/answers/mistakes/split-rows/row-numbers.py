# hint: row numbers
def split_rows(table, n_valid):
    order = torch.randperm(len(table))
    return order[n_valid:], order[:n_valid]
