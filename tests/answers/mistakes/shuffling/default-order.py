# hint: as many rows as are handed in
def shuffle_rows(inputs, targets, order=torch.randperm(60)):
    return inputs[order], targets[order]
