# hint: makes it a local name
def compare_learning_rates(lrs, steps=20):
    losses = {}
    for lr in lrs:
        start_w, start_b = w.detach().clone(), b.detach().clone()
        for _ in range(steps):
            training_step(inputs, targets, lr)
        losses[lr] = mse(model(inputs), targets).item()
        w = start_w.requires_grad_()
        b = start_b.requires_grad_()
    return losses
