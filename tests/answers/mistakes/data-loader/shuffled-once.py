# hint: are shuffled once
def make_loader(dataset, batch_size):
    x, y = dataset.tensors
    order = torch.randperm(len(x))
    return DataLoader(TensorDataset(x[order], y[order]), batch_size)

def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
