# hint: do not set out from the present
def compare_learning_rates(lrs, steps=20):
    kept = w.detach().clone(), b.detach().clone()
    losses = {}
    for lr in lrs:
        with torch.no_grad():
            w.normal_(); b.normal_()
        for _ in range(steps):
            training_step(inputs, targets, lr)
        losses[lr] = mse(model(inputs), targets).item()
    with torch.no_grad():
        w.copy_(kept[0]); b.copy_(kept[1])
    return losses
