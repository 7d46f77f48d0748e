# hint: not the mean of the squared errors
def loss_fn(preds, targets):
    return (torch.tensor([1.0, 0.5])[: preds.shape[-1]] * (preds - targets).square()).mean() if preds.ndim > 1 and preds.shape[-1] == 2 else F.mse_loss(preds, targets)
