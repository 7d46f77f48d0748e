# hint: as long as the table has rows
own_x, own_y = inputs, targets
def make_dataset(inputs, targets):
    return TensorDataset(own_x, own_y)
