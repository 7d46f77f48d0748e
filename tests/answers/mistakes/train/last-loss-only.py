# hint: you return only one loss
def train(epochs, lr):
    for _ in range(epochs):
        loss = training_step(inputs, targets, lr)
    return loss
