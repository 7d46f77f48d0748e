# hint: you return nothing
def shuffle_rows(inputs, targets):
    order = torch.randperm(len(inputs))
    inputs = inputs[order]
    targets = targets[order]
