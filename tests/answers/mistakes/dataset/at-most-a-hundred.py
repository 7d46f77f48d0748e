# hint: not in the table
def make_dataset(inputs, targets):
    return TensorDataset(inputs.clamp(max=100), targets.clamp(max=100))
