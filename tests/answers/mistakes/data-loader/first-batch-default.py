# hint: a later one with the same loader
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True)


def first_batch(loader, seen=[]):
    for xb, yb in loader:
        seen.append((xb, yb))
        return seen[0]
