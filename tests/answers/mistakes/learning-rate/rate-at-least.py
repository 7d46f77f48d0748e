# hint: the smallest does more
def compare_learning_rates(lrs, steps=20):
    kept = w.detach().clone(), b.detach().clone()
    losses = {}
    for lr in lrs:
        for _ in range(steps):
            training_step(inputs, targets, max(lr, 1e-6))
        losses[lr] = mse(model(inputs), targets).item()
        with torch.no_grad():
            w.copy_(kept[0])
            b.copy_(kept[1])
    return losses
