# hint: a rate that changes
def train(epochs, lr):
    losses = []
    for epoch in range(epochs):
        if epoch and epoch % 100 == 0:
            lr = lr * 0.5
        losses.append(training_step(inputs, targets, lr))
    return losses
