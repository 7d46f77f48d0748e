# hint: large
def loss_fn(preds, targets):
    return F.mse_loss(preds, targets).clamp(max=1000)
