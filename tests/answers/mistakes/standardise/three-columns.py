# hint: by other numbers
def standardise(train, other):
    mean, std = train.mean(dim=0), train.std(dim=0)
    mean[3:], std[3:] = 0, 1
    return (train - mean) / std, (other - mean) / std
