# hint: training leaves `w` and `b` as they were
def train(epochs, lr):
    return [mse(model(inputs), targets).item() for _ in range(epochs)]
