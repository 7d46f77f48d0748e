# hint: turned upside down
def shuffle_rows(inputs, targets):
    return inputs.flip(0), targets.flip(0)
