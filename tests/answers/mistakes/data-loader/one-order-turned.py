# hint: every pass is the same order begun at another place
class Turning:
    def __init__(self, dataset, batch_size):
        self.dataset, self.batch_size = dataset, batch_size
        self.order = torch.randperm(len(dataset)).tolist()

    def __iter__(self):
        self.order = self.order[3:] + self.order[:3]
        for start in range(0, len(self.order), self.batch_size):
            yield self.dataset[self.order[start : start + self.batch_size]]


def make_loader(dataset, batch_size):
    return Turning(dataset, batch_size)

def first_batch(loader):
    return next(iter(loader))
