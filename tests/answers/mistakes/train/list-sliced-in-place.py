# hint: fill the same list
def train(epochs, lr, losses=[]):
    losses[:] = [training_step(inputs, targets, lr) for _ in range(epochs)]
    return losses
