# hint: rows move in company
def shuffle_rows(inputs, targets):
    by = int(torch.randint(1, 1 + len(inputs), ()))
    return inputs.roll(by, 0), targets.roll(by, 0)
