# hint: only the last of your losses
from collections import deque


def train(epochs, lr):
    losses = deque(maxlen=500)
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
    return losses
