# hint: not those of the table
def split_rows(table, n_valid):
    order = torch.randperm(len(table))
    table = table.round(decimals=4)
    return table[order[n_valid:]], table[order[:n_valid]]
