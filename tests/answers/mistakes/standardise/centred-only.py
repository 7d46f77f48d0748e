# hint: the unit is still there
def standardise(train, other):
    return train - train.mean(0), other - train.mean(0)
