# hint: begin at the present
def train(epochs, lr):
    return [training_step(inputs[:1], targets[:1], lr) for e in range(epochs)]
