# hint: not in the table
def make_dataset(inputs, targets):
    return TensorDataset(inputs.round(decimals=4), targets)
