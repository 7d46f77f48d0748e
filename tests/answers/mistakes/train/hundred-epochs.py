# hint: your number of epochs is not the one
def train(epochs, lr):
    return [training_step(inputs, targets, lr) for _ in range(100)]
