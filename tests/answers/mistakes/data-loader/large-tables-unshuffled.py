# hint: shuffled in some cases
def make_loader(dataset, batch_size):
    return DataLoader(dataset, batch_size, shuffle=len(dataset) < 100)



def first_batch(loader):
    return next(iter(loader))
