# hint: training leaves `w` and `b` as they were
def train(epochs, lr):
    kept = w.detach().clone(), b.detach().clone()
    losses = [training_step(inputs, targets, lr) for _ in range(epochs)]
    with torch.no_grad():
        w.copy_(kept[0]); b.copy_(kept[1])
    return losses
