def train(epochs, lr, x=inputs, y=targets):
    losses = []
    for epoch in range(epochs):
        losses.append(training_step(x, y, lr))
    return losses
