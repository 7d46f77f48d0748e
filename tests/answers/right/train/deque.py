from collections import deque


def train(epochs, lr):
    losses = deque()
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
    return losses
