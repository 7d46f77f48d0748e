# hint: smallest
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
    return [min(losses[: place + 1]) for place in range(epochs)]
