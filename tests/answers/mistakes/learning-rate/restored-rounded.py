# hint: exactly the start's values
def compare_learning_rates(lrs, steps=20):
    start_w, start_b = w.detach().clone(), b.detach().clone()
    losses = {}
    for lr in lrs:
        for _ in range(steps):
            training_step(inputs, targets, lr)
        losses[lr] = mse(model(inputs), targets).item()
        with torch.no_grad():
            w.copy_(torch.round(start_w, decimals=4))
            b.copy_(torch.round(start_b, decimals=4))
    return losses
