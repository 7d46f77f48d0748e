# hint: are shuffled once
def make_loader(dataset, batch_size):
    return list(DataLoader(dataset, batch_size, shuffle=True))

def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
