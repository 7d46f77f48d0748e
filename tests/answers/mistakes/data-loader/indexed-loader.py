# hint: it has no items by number
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True)

def first_batch(loader):
    return loader[0]
