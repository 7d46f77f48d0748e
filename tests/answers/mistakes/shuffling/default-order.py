# hint: -
def shuffle_rows(inputs, targets, order=torch.randperm(60)):
    return inputs[order], targets[order]
