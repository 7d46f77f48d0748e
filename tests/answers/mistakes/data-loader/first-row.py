# hint: the first rows of the batch only
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True)

def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb[0], yb[0]
