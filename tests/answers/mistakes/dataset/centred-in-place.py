# hint: as they are
def make_dataset(inputs, targets):
    inputs -= inputs.mean(0)
    return TensorDataset(inputs, targets)
