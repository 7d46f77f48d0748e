# hint: of a larger table
def split_rows(table, n_valid):
    order = torch.randperm(min(2 * n_valid, len(table)))
    chosen = torch.zeros(len(table), dtype=torch.bool)
    chosen[order[:n_valid]] = True
    return table[~chosen], table[chosen]
