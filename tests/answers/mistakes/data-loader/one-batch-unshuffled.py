# hint: shuffled in some cases
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size=batch_size, shuffle=len(dataset) > batch_size)


def first_batch(loader):
    for xb, yb in loader:
        return xb, yb
