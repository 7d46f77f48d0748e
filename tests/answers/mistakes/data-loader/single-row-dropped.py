# hint: last batch
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True, drop_last=len(dataset) % batch_size == 1)


def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
