# hint: rows are lost or too many
def split_rows(table, n_valid):
    order = torch.randperm(len(table))
    n_valid = int(0.2 * len(table))
    return table[order[n_valid:]], table[order[:n_valid]]
