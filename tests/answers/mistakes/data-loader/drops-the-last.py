# hint: the last batch is missing
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True, drop_last=True)

def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
