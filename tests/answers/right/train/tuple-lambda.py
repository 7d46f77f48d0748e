train = lambda e, r: tuple(training_step(inputs, targets, lr=r) for _ in range(e))
