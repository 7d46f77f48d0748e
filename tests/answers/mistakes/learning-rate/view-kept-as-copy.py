# hint: sets out from where the last one ended
def compare_learning_rates(lrs, steps=20):
    start_w, start_b = w.detach().clone(), b.detach().clone()
    losses = {}
    start_w, start_b = w.detach(), b.detach()
    for lr in lrs:
        for _ in range(steps):
            training_step(inputs, targets, lr)
        losses[lr] = mse(model(inputs), targets).item()
        with torch.no_grad():
            w.copy_(start_w)
            b.copy_(start_b)
    return losses
