# hint: handed in
def loss_fn(preds, targets):
    loss = F.mse_loss(preds, targets)
    preds.data.sub_(targets.data)
    return loss
