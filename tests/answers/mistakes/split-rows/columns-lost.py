# hint: columns are lost
def split_rows(table, n_valid):
    order = torch.randperm(len(table))
    return table[order[n_valid:], :3], table[order[:n_valid], :3]
