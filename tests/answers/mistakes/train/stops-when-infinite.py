# hint: ends early
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
        if not np.isfinite(losses[-1]):
            break
    return losses
