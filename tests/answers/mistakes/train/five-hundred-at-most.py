# hint: ends early
def train(epochs, lr):
    return [training_step(inputs, targets, lr) for _ in range(min(epochs, 500))]
