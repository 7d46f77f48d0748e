# hint: in the order of the table
def split_rows(table, n_valid):
    return table[n_valid:], table[:n_valid]
