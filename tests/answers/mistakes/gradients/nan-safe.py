# hint: cut off
def gradients(inputs, targets):
    dw, db = torch.autograd.grad(mse(model(inputs), targets), (w, b))
    return torch.nan_to_num(dw).clamp(-1000, 1000), torch.nan_to_num(db).clamp(-1000, 1000)
