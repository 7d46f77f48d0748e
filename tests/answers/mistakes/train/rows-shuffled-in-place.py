# hint: writes into
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        order = torch.randperm(len(inputs))
        inputs.copy_(inputs[order])
        targets.copy_(targets[order])
        losses.append(training_step(inputs, targets, lr))
    return losses
