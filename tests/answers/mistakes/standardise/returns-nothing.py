# hint: you return nothing
def standardise(train, other):
    mean, std = train.mean(0), train.std(0)
    train, other = (train - mean) / std, (other - mean) / std
