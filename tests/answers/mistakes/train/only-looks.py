# hint: the same number
def train(epochs, lr):
    return [mse(model(inputs), targets).item() for _ in range(epochs)]
