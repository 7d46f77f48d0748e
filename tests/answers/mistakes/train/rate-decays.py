# hint: a rate that changes
def train(epochs, lr):
    return [training_step(inputs, targets, lr / (1 + e)) for e in range(epochs)]
