# hint: all your losses are the same number
def train(epochs, lr):
    for _ in range(epochs):
        loss = training_step(inputs, targets, lr)
    return [loss] * epochs
