# hint: rows may be equal
import random


def split_rows(table, n_valid):
    rows = set(map(tuple, table.tolist()))
    valid = random.sample(sorted(rows), n_valid)
    return torch.tensor(sorted(rows - set(valid))), torch.tensor(valid)
