# hint: changed places
def split_rows(table, n_valid):
    order = torch.randperm(len(table))
    return table[order[:n_valid]], table[order[n_valid:]]
