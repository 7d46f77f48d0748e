# hint: some rows are lost
order = torch.randperm(15)

def shuffle_rows(inputs, targets):
    return inputs[order], targets[order]
