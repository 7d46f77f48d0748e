# hint: every pass has the same order
from torch.utils.data import Sampler


class EpochSampler(Sampler):
    def __init__(self, n):
        self.n, self.epoch = n, 0

    def __iter__(self):
        if self.epoch % 2 == 0:
            self.order = torch.randperm(self.n).tolist()
        self.epoch += 1
        return iter(self.order)

    def __len__(self):
        return self.n


def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size=batch_size, sampler=EpochSampler(len(dataset)))


def first_batch(loader):
    return next(iter(loader))
