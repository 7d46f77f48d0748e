# hint: rows are lost or too many
def split_rows(table, n_valid):
    valid = torch.rand(len(table)) < n_valid / len(table)
    return table[~valid], table[valid]
