# hint: first
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True)


def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb[:5], yb[:5]
