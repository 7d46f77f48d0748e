from collections import deque

def train(epochs, lr):
    return deque((training_step(inputs, targets, lr) for _ in range(epochs)), maxlen=epochs)
