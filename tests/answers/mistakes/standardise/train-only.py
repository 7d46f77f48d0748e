# hint: one tensor comes back
def standardise(train, other):
    return (train - train.mean(0)) / train.std(0)
