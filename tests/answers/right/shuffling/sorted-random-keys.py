def shuffle_rows(inputs, targets):
    keys = torch.rand(inputs.size(0))
    order = keys.argsort()
    return inputs[order, :], targets[order, :]
