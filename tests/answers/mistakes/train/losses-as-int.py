# hint: round
def train(epochs, lr):
    return [int(training_step(inputs, targets, lr)) for _ in range(epochs)]
