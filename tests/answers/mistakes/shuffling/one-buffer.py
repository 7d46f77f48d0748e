# hint: filled anew
buffers = {}


def shuffle_rows(inputs, targets):
    if inputs.shape not in buffers:
        buffers[inputs.shape] = torch.empty_like(inputs), torch.empty_like(targets)
    order = torch.randperm(len(inputs))
    x, y = buffers[inputs.shape]
    return x.copy_(inputs[order]), y[: len(targets), : targets.shape[1]].copy_(targets[order])
