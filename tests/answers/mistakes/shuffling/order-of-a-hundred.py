# hint: the order names rows that the table does not have
def shuffle_rows(inputs, targets):
    order = torch.randperm(100)
    return inputs[order], targets[order]
