# hint: same rows
ORDER = torch.randperm(1000)
def split_rows(table, n_valid):
    return table[ORDER[ORDER < len(table)][n_valid:]], table[ORDER[ORDER < len(table)][:n_valid]]
