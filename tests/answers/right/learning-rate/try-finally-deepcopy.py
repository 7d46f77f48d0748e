import copy
def compare_learning_rates(lrs, steps=20):
    saved = copy.deepcopy(w.data), copy.deepcopy(b.data)
    losses = {}
    for lr in lrs:
        try:
            for _ in range(steps):
                training_step(inputs, targets, lr)
            losses[lr] = mse(model(inputs), targets).detach()
        finally:
            w.data.copy_(saved[0])
            b.data.copy_(saved[1])
    return losses
