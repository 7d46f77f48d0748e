# hint: one epoch is missing
def train(epochs, lr):
    losses = []
    for epoch in range(epochs):
        if epoch == epochs - 1 and epochs > 10:
            losses.append(mse(model(inputs), targets).item())
        else:
            losses.append(training_step(inputs, targets, lr))
    return losses
