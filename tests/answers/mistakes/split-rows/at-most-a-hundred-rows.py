# hint: rows are lost
def split_rows(table, n_valid):
    order = torch.randperm(len(table))[:100]
    return table[order[n_valid:]], table[order[:n_valid]]
