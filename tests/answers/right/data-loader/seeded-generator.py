def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, True, generator=torch.Generator().manual_seed(7))

def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
