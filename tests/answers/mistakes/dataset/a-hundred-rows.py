# hint: fewer items than rows
def make_dataset(inputs, targets):
    return TensorDataset(inputs[:100], targets[:100])
