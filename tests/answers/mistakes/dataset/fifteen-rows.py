# hint: fewer items than rows
def make_dataset(inputs, targets):
    return TensorDataset(inputs[:15], targets[:15])
