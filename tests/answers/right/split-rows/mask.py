def split_rows(table, n_valid):
    chosen = torch.zeros(table.shape[0], dtype=torch.bool)
    chosen[torch.randperm(table.shape[0])[:n_valid]] = True
    return [table[~chosen], table[chosen]]
