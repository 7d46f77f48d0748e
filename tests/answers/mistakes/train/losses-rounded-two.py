# hint: round
def train(epochs, lr):
    return [round(training_step(inputs, targets, lr), 2) for _ in range(epochs)]
