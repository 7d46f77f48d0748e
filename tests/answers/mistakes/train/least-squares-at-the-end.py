# hint: your steps are not the same
def train(epochs, lr):
    losses = []
    for _ in range(epochs):
        losses.append(training_step(inputs, targets, lr))
    if losses[-1] < 1e-3:
        best = torch.linalg.lstsq(torch.cat([inputs, torch.ones(len(inputs), 1)], 1), targets).solution
        with torch.no_grad():
            w.copy_(best[:3].T)
            b.copy_(best[3])
    return losses
