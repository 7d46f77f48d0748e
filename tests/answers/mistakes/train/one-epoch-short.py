# hint: one epoch is missing
def train(epochs, lr):
    return [training_step(inputs, targets, lr) for _ in range(1, epochs)]
