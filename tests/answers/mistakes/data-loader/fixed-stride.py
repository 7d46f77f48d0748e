# hint: that is a pattern, not chance
class Striding:
    def __init__(self, dataset, batch_size):
        self.dataset, self.batch_size, self.begun = dataset, batch_size, 0

    def __iter__(self):
        rows = len(self.dataset)
        self.begun += 1
        order = [(5 * self.begun + 7 * number) % rows for number in range(rows)]
        for start in range(0, rows, self.batch_size):
            yield self.dataset[order[start : start + self.batch_size]]


def make_loader(dataset, batch_size):
    return Striding(dataset, batch_size)

def first_batch(loader):
    return next(iter(loader))
