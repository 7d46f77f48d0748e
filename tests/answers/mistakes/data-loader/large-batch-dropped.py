# hint: no batch at all
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True, drop_last=batch_size > len(dataset))


def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
