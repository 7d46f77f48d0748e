# hint: your list holds a single loss
def train(epochs, lr):
    for _ in range(epochs):
        losses = [training_step(inputs, targets, lr)]
    return losses
