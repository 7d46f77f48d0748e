# hint: lost or won
def make_dataset(inputs, targets):
    return TensorDataset(inputs[:, :3], targets[:, :2])
