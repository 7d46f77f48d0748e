# hint: has lost or won numbers
def make_dataset(inputs, targets):
    return TensorDataset(inputs, inputs)
