# hint: only the targets are shuffled
def shuffle_rows(inputs, targets):
    order = torch.randperm(len(inputs))
    inputs[order]
    return inputs, targets[order]
