# hint: ends early
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
        if len(losses) > 10 and min(losses[-10:]) >= losses[-11]:
            break
    return losses
