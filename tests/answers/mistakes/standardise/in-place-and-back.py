# hint: are changed
def standardise(train, other):
    mean, std = train.mean(dim=0), train.std(dim=0)
    first = (train - mean) / std
    train[0] = 0
    return first, (other - mean) / std
