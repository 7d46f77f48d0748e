# hint: halve
def loss_fn(preds, targets):
    return F.mse_loss(preds, targets) / 2
