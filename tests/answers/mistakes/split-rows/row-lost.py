# hint: rows are lost or too many
def split_rows(table, n_valid):
    order = torch.randperm(len(table))
    return table[order[n_valid + 1:]], table[order[:n_valid]]
