# hint: a rate that changes
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
        lr *= 0.99
    return losses
