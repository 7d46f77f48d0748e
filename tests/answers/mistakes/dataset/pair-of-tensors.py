# hint: as long as the table has rows
def make_dataset(inputs, targets):
    return inputs, targets
