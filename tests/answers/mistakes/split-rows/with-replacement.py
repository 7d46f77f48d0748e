# hint: drawn twice
def split_rows(table, n_valid):
    n = len(table)
    return table[torch.randint(n, (n - n_valid,))], table[torch.randint(n, (n_valid,))]
