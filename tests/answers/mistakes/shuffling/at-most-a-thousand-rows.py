# hint: lost
def shuffle_rows(inputs, targets):
    order = torch.randperm(len(inputs))[:100]
    return inputs[order], targets[order]
