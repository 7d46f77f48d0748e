# hint: each item is (target, input)
def make_dataset(inputs, targets):
    return TensorDataset(targets, inputs)
