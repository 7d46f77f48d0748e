# hint: one epoch too many
def train(epochs, lr):
    return [training_step(inputs, targets, lr) for _ in range(epochs + 1)]
