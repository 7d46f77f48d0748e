# hint: the other rows come back as they were
def standardise(train, other):
    return (train - train.mean(0)) / train.std(0), other
