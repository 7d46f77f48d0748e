# hint: fixed rule
def split_rows(table, n_valid):
    at = torch.linspace(0, len(table) - 1, n_valid).long()
    keep = torch.ones(len(table), dtype=torch.bool)
    keep[at] = False
    return table[keep], table[at]
