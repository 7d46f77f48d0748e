# hint: rows move in company
def shuffle_rows(inputs, targets):
    pieces = torch.arange(len(inputs)).split(5)
    order = torch.cat([pieces[i] for i in torch.randperm(len(pieces))])
    return inputs[order], targets[order]
