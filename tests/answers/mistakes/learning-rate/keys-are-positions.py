# hint: no text, no positions
def compare_learning_rates(lrs, steps=20):
    start_w, start_b = w.detach().clone(), b.detach().clone()
    losses = {}
    for i in range(len(lrs)):
        for _ in range(steps):
            training_step(inputs, targets, lrs[i])
        losses[i] = mse(model(inputs), targets).item()
        with torch.no_grad():
            w.copy_(start_w); b.copy_(start_b)
    return losses
