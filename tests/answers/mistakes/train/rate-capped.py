# hint: learning rate is not the one
def train(epochs, lr):
    return [training_step(inputs, targets, min(lr, 0.1)) for _ in range(epochs)]
