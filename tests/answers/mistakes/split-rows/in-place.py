# hint: the table itself is shuffled
def split_rows(table, n_valid):
    table[:] = table[torch.randperm(len(table))]
    return table[n_valid:].clone(), table[:n_valid].clone()
