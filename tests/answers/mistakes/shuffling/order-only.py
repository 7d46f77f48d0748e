# hint: you return the order alone
def shuffle_rows(inputs, targets):
    return torch.randperm(len(inputs))
