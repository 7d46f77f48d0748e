# hint: ends early
def train(epochs, lr):
    losses = []
    for epoch in range(epochs):
        losses.append(training_step(inputs, targets, lr))
        if epoch > 100 and losses[-1] > 0.99 * losses[-10]:
            break
    return losses
