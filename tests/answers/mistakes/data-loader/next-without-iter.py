# hint: `next` needs `iter(loader)` first
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True)

def first_batch(loader):
    return next(loader)
