# hint: only the last of your losses
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
        losses = losses[-500:]
    return losses
