# hint: not shuffled
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=len(dataset) > 20)


def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
