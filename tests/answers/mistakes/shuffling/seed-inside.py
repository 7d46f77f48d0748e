# hint: each call gives the same order
def shuffle_rows(inputs, targets):
    torch.manual_seed(42)
    order = torch.randperm(len(inputs))
    return inputs[order], targets[order]
