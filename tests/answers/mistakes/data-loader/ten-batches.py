# hint: a pass ends before every row has come
from itertools import islice


class Short:
    def __init__(self, loader):
        self.loader = loader

    def __iter__(self):
        return islice(self.loader, 10)


def make_loader(dataset, batch_size):
    return Short(DataLoader(dataset, batch_size=batch_size, shuffle=True))


def first_batch(loader):
    return next(iter(loader))
