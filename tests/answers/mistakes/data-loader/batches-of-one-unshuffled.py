# hint: shuffled in some cases
def make_loader(dataset, batch_size):
    shuffle = True if batch_size > 1 else False
    return DataLoader(dataset, batch_size=batch_size, shuffle=shuffle)


def first_batch(loader):
    return next(iter(loader))
