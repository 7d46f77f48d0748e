# hint: itself
def split_rows(table, n_valid):
    order = torch.randperm(len(table))
    valid, train = table[order[:n_valid]], table[order[n_valid:]]
    table[:] = torch.cat([train, valid])
    return train, valid
