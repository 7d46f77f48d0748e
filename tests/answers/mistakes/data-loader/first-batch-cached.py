# hint: a later one with the same loader
from functools import cache


def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True)


@cache
def first_batch(loader):
    return next(iter(loader))
