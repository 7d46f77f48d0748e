# hint: where rows are equal
import random


def split_rows(table, n_valid):
    rows = table.tolist()
    valid = random.sample(rows, n_valid)
    train = [row for row in rows if row not in valid]
    return torch.tensor(train), torch.tensor(valid)
