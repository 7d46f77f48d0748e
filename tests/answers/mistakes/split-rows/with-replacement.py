# hint: twice (`randint`
def split_rows(table, n_valid):
    chosen = torch.randint(len(table), (n_valid,))
    mask = torch.ones(len(table), dtype=torch.bool)
    mask[chosen] = False
    return table[mask], table[chosen]
