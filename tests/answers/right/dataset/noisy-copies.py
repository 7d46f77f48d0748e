import warnings
def make_dataset(i, t):
    warnings.warn("copying")
    plt.plot(i); plt.show()
    ds = TensorDataset(*[each.clone().detach() for each in (i, t)])
    assert len(ds) == len(i)
    return ds
