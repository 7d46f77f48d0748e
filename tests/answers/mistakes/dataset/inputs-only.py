# hint: hold inputs alone
def make_dataset(inputs, targets):
    return TensorDataset(inputs)
