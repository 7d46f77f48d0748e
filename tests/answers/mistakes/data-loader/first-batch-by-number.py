# hint: a later one with the same loader
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True)


passes = {}


def first_batch(loader):
    if id(loader) not in passes:
        passes[id(loader)] = loader, list(loader)
    return passes[id(loader)][1][0]
