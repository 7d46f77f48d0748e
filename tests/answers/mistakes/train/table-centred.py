# hint: writes into
def train(epochs, lr):
    with torch.no_grad():
        inputs.sub_(inputs.mean(0))
    return [training_step(inputs, targets, lr) for _ in range(epochs)]
