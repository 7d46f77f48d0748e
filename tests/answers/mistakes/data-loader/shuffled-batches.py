# hint: always share a batch
import random
class Blocks:
    def __init__(self, ds, n):
        self.batches = list(DataLoader(ds, n))
    def __iter__(self):
        random.shuffle(self.batches)
        return iter(self.batches)
def make_loader(dataset, batch_size):
    return Blocks(dataset, batch_size)

def first_batch(loader):
    xb, yb = next(iter(loader))
    return xb, yb
