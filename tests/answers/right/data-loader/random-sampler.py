from torch.utils.data import RandomSampler
def make_loader(ds, bs):
    print("loader of", len(ds))
    return DataLoader(ds, batch_size=bs, sampler=RandomSampler(ds), drop_last=False)
def first_batch(dl):
    for batch in dl:
        return batch
