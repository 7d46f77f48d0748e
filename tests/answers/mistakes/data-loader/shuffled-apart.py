# hint: the two were shuffled apart
def make_loader(dataset, batch_size):
    x, y = dataset.tensors
    return DataLoader(TensorDataset(x[torch.randperm(len(x))], y[torch.randperm(len(y))]), batch_size, shuffle=True)

def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
