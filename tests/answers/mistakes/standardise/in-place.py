# hint: tables themselves are changed
def standardise(train, other):
    mean, std = train.mean(0), train.std(0)
    train -= mean
    train /= std
    other -= mean
    other /= std
    return train, other
