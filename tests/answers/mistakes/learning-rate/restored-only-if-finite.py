# hint: a diverged run spoils another one
def compare_learning_rates(lrs, steps=20):
    losses = {}
    for lr in lrs:
        start_w, start_b = w.detach().clone(), b.detach().clone()
        for _ in range(steps):
            training_step(inputs, targets, lr)
        losses[lr] = mse(model(inputs), targets).item()
        if losses[lr] < float("inf"):
            with torch.no_grad():
                w.copy_(start_w); b.copy_(start_b)
    return losses
