# hint: not the rows that were asked for
def make_dataset(inputs, targets):
    return TensorDataset(inputs, targets.flip(0))
