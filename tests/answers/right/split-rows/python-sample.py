import random
def split_rows(table, n_valid):
    drawn = set(random.sample(range(len(table)), k=n_valid))
    train = torch.stack([row for i, row in enumerate(table) if i not in drawn])
    valid = torch.stack([table[i] for i in sorted(drawn)])
    return train, valid
