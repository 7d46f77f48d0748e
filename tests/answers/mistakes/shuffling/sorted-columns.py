# hint: rows are torn apart
def shuffle_rows(inputs, targets):
    return inputs.sort(dim=0).values, targets.sort(dim=0).values
