# hint: come several times in one pass
from torch.utils.data import RandomSampler
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, sampler=RandomSampler(dataset, replacement=True))

def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
