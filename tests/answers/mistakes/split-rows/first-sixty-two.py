# hint: of a larger table
def split_rows(table, n_valid):
    among = max(n_valid, min(62, len(table)))
    valid = torch.randperm(among)[:n_valid]
    keep = torch.ones(len(table), dtype=torch.bool)
    keep[valid] = False
    return table[keep], table[valid]
