# hint: goes back to the `w` and `b`
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        before = w.detach().clone(), b.detach().clone()
        losses.append(training_step(inputs, targets, lr))
        if mse(model(inputs), targets) > losses[-1]:
            with torch.no_grad():
                w.copy_(before[0])
                b.copy_(before[1])
    return losses
