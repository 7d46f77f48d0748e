# hint: a rate that changes
def train(epochs, lr):
    losses = []
    for epoch in range(1, epochs + 1):
        losses.append(training_step(inputs, targets, lr))
        if epoch % 10 == 0:
            lr *= 0.99
    return losses
