# hint: you train from zeros
def train(epochs, lr):
    with torch.no_grad():
        w.zero_(); b.zero_()
    return [training_step(inputs, targets, lr) for _ in range(epochs)]
