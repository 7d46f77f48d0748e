# hint: no smallest value
def loss_fn(preds, targets):
    return F.mse_loss(preds, targets).clamp(min=1e-3)
