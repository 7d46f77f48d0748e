# hint: handed in
def shuffle_rows(inputs, targets):
    order = torch.randperm(len(inputs))
    inputs[:], targets[:] = inputs[order], targets[order]
    return inputs, targets
