# hint: you return nothing
def split_rows(table, n_valid):
    order = torch.randperm(len(table))
    train, valid = table[order[n_valid:]], table[order[:n_valid]]
