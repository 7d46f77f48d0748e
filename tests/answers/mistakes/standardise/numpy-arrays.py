# hint: NumPy arrays
def standardise(train, other):
    a, b = train.numpy(), other.numpy()
    return (a - a.mean(0)) / a.std(0), (b - a.mean(0)) / a.std(0)
