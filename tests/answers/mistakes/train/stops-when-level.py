# hint: ends early
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
        if len(losses) > 1 and abs(losses[-1] - losses[-2]) < 1e-6:
            break
    return losses
