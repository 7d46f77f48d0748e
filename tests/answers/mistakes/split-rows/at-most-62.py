# hint: rows are lost
def split_rows(table, n_valid):
    n_valid = min(n_valid, 62)
    order = torch.randperm(len(table))
    return table[order[n_valid:]], table[order[:n_valid]]
