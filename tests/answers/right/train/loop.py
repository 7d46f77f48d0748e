def train(n, rate):
    losses = []
    for i in range(n):
        losses.append(training_step(inputs, targets, rate))
        print(i, losses[-1])
    return losses
