# hint: goes back to the
def train(epochs, lr):
    losses, best = [], (float('inf'), None, None)
    for _ in range(epochs):
        kept = w.detach().clone(), b.detach().clone()
        losses.append(training_step(inputs, targets, lr))
        if losses[-1] < best[0]:
            best = losses[-1], *kept
    last = mse(model(inputs), targets).item()
    if last > best[0]:
        with torch.no_grad():
            w.copy_(best[1])
            b.copy_(best[2])
    return losses
