# hint: changed places
def standardise(train, other):
    mean, std = train.mean(0), train.std(0)
    return (other - mean) / std, (train - mean) / std
