# hint: writes into
def loss_fn(preds, targets):
    targets.sub_(preds.detach())
    return targets.square().mean()
