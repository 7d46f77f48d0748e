# hint: your number of epochs is not the one
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
        if len(losses) > epochs / 2:
            break
    return losses
