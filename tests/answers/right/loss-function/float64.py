def loss_fn(preds, targets):
    return F.mse_loss(preds.double(), targets.double())
