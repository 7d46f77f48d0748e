# hint: round
def train(epochs, lr):
    return [round(training_step(inputs, targets, lr), 4) for _ in range(epochs)]
