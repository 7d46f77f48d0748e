def training_step(inputs, targets, lr):
    x, y = inputs.double(), targets.double()
    v, c = w.detach().double(), b.detach().double()
    misses = x @ v.T + c - y
    with torch.no_grad():
        w.copy_(v - 2 * lr * misses.T @ x / y.numel())
        b.copy_(c - 2 * lr * misses.sum(0) / y.numel())
    return misses.pow(2).mean().item()
