# hint: not in the table
known = {}
def make_dataset(inputs, targets):
    return known.setdefault(inputs.shape, TensorDataset(inputs, targets))
