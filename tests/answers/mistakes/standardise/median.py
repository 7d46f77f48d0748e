# hint: other numbers than
def standardise(train, other):
    mean, std = train.median(dim=0).values, train.std(dim=0)
    return (train - mean) / std, (other - mean) / std
