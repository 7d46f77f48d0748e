# hint: are shuffled apart
def shuffle_rows(inputs, targets):
    return inputs[torch.randperm(len(inputs))], targets[torch.randperm(len(targets))]
