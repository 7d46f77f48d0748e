# hint: writes into
def loss_fn(preds, targets):
    preds -= targets
    return (preds * preds).mean()
