# hint: other numbers than
known = {}
def standardise(train, other):
    mean, std = known.setdefault(train.shape, (train.mean(dim=0), train.std(dim=0)))
    return (train - mean) / std, (other - mean) / std
