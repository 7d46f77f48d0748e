# hint: not by what they hold
def shuffle_rows(inputs, targets):
    xs = inputs[torch.randperm(len(inputs))]
    where = [int((inputs == row).all(dim=1).nonzero()[0]) for row in xs]
    return xs, targets[where]
