# hint: your number of epochs is not the one
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
        if losses[-1] < 5:
            break
    return losses
