# hint: large
def loss_fn(preds, targets):
    return 2 * F.huber_loss(preds, targets, delta=100.0)
