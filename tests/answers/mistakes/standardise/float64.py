# hint: float64
def standardise(train, other):
    a, b = train.double(), other.double()
    return (a - a.mean(0)) / a.std(0), (b - a.mean(0)) / a.std(0)
