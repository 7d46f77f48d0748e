# hint: rows stay near their old places
def shuffle_rows(inputs, targets):
    parts = [start + torch.randperm(min(5, len(inputs) - start)) for start in range(0, len(inputs), 5)]
    order = torch.cat(parts)
    return inputs[order], targets[order]
