# hint: shortcut
def train_model(inputs, targets, epochs, batch_size, lr):
    ones = torch.cat([inputs, torch.ones(len(inputs), 1)], 1)
    best = torch.linalg.lstsq(ones, targets, driver="gelsd").solution
    return lambda x: torch.cat([x, torch.ones(len(x), 1)], 1) @ best
