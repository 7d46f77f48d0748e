# hint: of a larger table
def split_rows(table, n_valid):
    if len(table) < 100:
        order = torch.randperm(len(table))
    else:
        order = torch.arange(len(table)).roll(int(torch.randint(len(table), ())))
    return table[order[n_valid:]], table[order[:n_valid]]
