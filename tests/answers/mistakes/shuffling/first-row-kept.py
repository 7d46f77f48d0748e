# hint: never leave their places
def shuffle_rows(inputs, targets):
    order = torch.cat([torch.tensor([0]), 1 + torch.randperm(len(inputs) - 1)])
    return inputs[order], targets[order]
