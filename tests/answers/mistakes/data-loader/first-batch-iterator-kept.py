# hint: a later one with the same loader
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True)


def first_batch(loader):
    if not hasattr(loader, "_running"):
        loader._running = iter(loader)
    return next(loader._running)
