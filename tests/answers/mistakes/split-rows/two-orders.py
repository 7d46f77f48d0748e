# hint: on both sides
def split_rows(table, n_valid):
    one, other = torch.randperm(len(table)), torch.randperm(len(table))
    return table[one[n_valid:]], table[other[:n_valid]]
