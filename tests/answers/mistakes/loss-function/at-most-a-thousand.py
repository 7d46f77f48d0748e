# hint: large
def loss_fn(preds, targets):
    return (preds - targets).square().clamp(max=1000).mean()
