# hint: shuffled once
def make_loader(dataset, batch_size):
    order = torch.randperm(len(dataset)).tolist()
    return DataLoader(dataset, batch_size, sampler=order)


def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
