# hint: a later one with the same loader
kept = []
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True)


def first_batch(loader):
    kept.extend(loader)
    return kept[0]
