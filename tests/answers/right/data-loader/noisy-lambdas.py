import warnings
def make_loader(d, b):
    warnings.warn("shuffling")
    plt.plot([0, 1]); plt.show()
    return DataLoader(d, shuffle=True, batch_size=b, num_workers=0)
first_batch = lambda l: tuple(next(iter(l)))
