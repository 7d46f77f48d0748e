# hint: second
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True)


def first_batch(loader):
    it = iter(loader)
    next(it)
    return next(it)
