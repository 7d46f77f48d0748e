def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=True)

def first_batch(loader):
    for xb, yb in loader:
        break
    return [xb, yb]
