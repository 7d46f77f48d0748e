# hint: near their old places
def shuffle_rows(inputs, targets):
    order = torch.cat([torch.randperm(5), torch.arange(5, len(inputs))])
    return inputs[order], targets[order]
