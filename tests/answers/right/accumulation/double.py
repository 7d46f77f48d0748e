def gradient_after(calls, reset):
    misses = inputs.double() @ w.detach().double().T + b.detach().double() - targets.double()
    one = 2 * misses.T @ inputs.double() / targets.numel()
    return one if reset else one * calls
