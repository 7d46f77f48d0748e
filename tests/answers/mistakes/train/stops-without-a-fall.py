# hint: ends early
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
        if len(losses) > 1 and losses[-1] >= losses[-2]:
            break
    return losses
