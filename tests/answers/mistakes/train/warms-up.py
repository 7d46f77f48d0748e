# hint: a rate that begins small
def train(epochs, lr):
    return [training_step(inputs, targets, lr * min(1, (epoch + 1) / 10)) for epoch in range(epochs)]
