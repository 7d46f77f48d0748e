# hint: a run ends early, when its loss rises
def compare_learning_rates(lrs, steps=20):
    start_w, start_b = w.detach().clone(), b.detach().clone()
    losses = {}
    for lr in lrs:
        before = float("inf")
        for _ in range(steps):
            losses[lr] = training_step(inputs, targets, lr)
            if losses[lr] > before:
                break
            before = losses[lr]
        with torch.no_grad():
            w.copy_(start_w); b.copy_(start_b)
    return losses
