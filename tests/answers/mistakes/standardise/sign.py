# hint: the sign is wrong
def standardise(train, other):
    mean, std = train.mean(0), train.std(0)
    return (mean - train) / std, (mean - other) / std
