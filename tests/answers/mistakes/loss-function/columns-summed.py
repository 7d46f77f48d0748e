# hint: number of rows
def loss_fn(preds, targets):
    return (preds - targets).square().sum() / len(preds)
