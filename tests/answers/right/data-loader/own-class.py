class Loader:
    def __init__(self, ds, n):
        self.ds, self.n = ds, n
    def __iter__(self):
        order = torch.randperm(len(self.ds)).tolist()
        for k in range(0, len(order), self.n):
            rows = [self.ds[i] for i in order[k:k + self.n]]
            yield torch.stack([r[0] for r in rows]), torch.stack([r[1] for r in rows])
def make_loader(dataset, batch_size):
    return Loader(dataset, batch_size)
def first_batch(loader):
    return list(loader)[0]
