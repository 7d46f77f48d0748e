# hint: can be looped over only once
def make_loader(dataset, batch_size):
    return iter(DataLoader(dataset, batch_size, shuffle=True))

def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
