from torch.utils.data import random_split
def split_rows(table, n_valid):
    train, valid = random_split(range(len(table)), [len(table) - n_valid, n_valid])
    return table[list(train)], table[list(valid)]
