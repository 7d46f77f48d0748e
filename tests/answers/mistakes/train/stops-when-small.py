# hint: ends early
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
        if losses[-1] < 1e-3:
            break
    return losses
