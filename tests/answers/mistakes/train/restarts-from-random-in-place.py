# hint: does not begin at the present
def train(epochs, lr):
    with torch.no_grad():
        w.normal_(); b.normal_()
    return [training_step(inputs, targets, lr) for _ in range(epochs)]
