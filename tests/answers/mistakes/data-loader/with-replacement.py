# hint: several times
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, sampler=torch.utils.data.RandomSampler(dataset, replacement=True))


def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
