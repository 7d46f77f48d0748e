# hint: same order
orders = {}
def shuffle_rows(inputs, targets):
    n = len(inputs)
    order = orders.setdefault(n, torch.randperm(n))
    return inputs[order], targets[order]
