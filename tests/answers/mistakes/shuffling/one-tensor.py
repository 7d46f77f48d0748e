# hint: you return one tensor
def shuffle_rows(inputs, targets):
    table = torch.cat([inputs, targets], dim=1)
    return table[torch.randperm(len(table))]
