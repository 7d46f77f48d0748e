# hint: -
def standardise(train, other):
    return F.normalize(train, dim=0), F.normalize(other, dim=0)
