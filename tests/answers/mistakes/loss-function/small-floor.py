# hint: nothing else
def loss_fn(preds, targets):
    return F.mse_loss(preds, targets) + 1e-4
