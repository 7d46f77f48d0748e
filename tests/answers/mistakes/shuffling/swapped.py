# hint: you return (targets, inputs)
def shuffle_rows(inputs, targets):
    order = torch.randperm(len(inputs))
    return targets[order], inputs[order]
