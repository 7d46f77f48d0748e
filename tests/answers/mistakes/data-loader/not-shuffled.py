# hint: the rows are not shuffled
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size)

def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
