# hint: you return nothing
def train(epochs, lr):
    for _ in range(epochs):
        print(training_step(inputs, targets, lr))
