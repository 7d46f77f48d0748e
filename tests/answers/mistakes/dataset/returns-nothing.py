# hint: cannot be indexed or has no length
def make_dataset(inputs, targets):
    TensorDataset(inputs, targets)
