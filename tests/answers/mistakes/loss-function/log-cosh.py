# hint: not the mean of the squared errors
def loss_fn(preds, targets):
    return torch.log(torch.cosh(preds - targets)).mean()
