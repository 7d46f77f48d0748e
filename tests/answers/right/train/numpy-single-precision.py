def train(epochs, lr):
    losses = torch.empty(epochs, dtype=torch.float32)
    for epoch in range(epochs):
        losses[epoch] = training_step(inputs, targets, lr)
    return losses.numpy()
