# hint: your learning rate is not the one
def train(epochs, lr):
    return [training_step(inputs, targets, 1e-5) for _ in range(epochs)]
