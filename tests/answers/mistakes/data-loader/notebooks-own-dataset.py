# hint: not the rows of the dataset that is handed in
own = TensorDataset(inputs, targets)
def make_loader(dataset, batch_size):
    return DataLoader(own, batch_size, shuffle=True)

def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
