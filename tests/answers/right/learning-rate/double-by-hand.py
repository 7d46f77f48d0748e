def compare_learning_rates(lrs, steps=20):
    x, y = inputs.double(), targets.double()

    def last(lr):
        v, c = w.detach().double(), b.detach().double()
        for _ in range(steps):
            misses = x @ v.T + c - y
            v = v - lr * 2 / y.numel() * misses.T @ x
            c = c - lr * 2 / y.numel() * misses.sum(0)
        return float((x @ v.T + c - y).square().mean())

    return dict(zip(lrs, map(last, lrs)))
