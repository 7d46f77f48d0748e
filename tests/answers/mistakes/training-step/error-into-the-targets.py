# hint: writes into
def training_step(inputs, targets, lr):
    with torch.no_grad():
        targets.sub_(model(inputs))
        loss = (targets**2).mean().item()
        w.add_(targets.T @ inputs, alpha=2 * lr / targets.numel())
        b.add_(targets.sum(0), alpha=2 * lr / targets.numel())
    return loss
