# hint: where rows are equal
def split_rows(table, n_valid):
    rows = table.tolist()
    valid = {rows.index(rows[number]) for number in torch.randperm(len(rows))[:n_valid].tolist()}
    train = [number for number in range(len(rows)) if number not in valid]
    return table[train], table[list(valid)]
