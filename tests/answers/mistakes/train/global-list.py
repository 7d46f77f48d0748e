# hint: earlier trainings
history_of_all = []


def train(epochs, lr):
    for _ in range(epochs):
        history_of_all.append(training_step(inputs, targets, lr))
    return history_of_all
