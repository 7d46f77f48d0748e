def mse(preds, targets):
    diff = preds - targets
    return torch.sum(diff * diff) / diff.numel()
