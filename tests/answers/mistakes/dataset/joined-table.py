# hint: hold inputs alone
def make_dataset(inputs, targets):
    return torch.cat([inputs, targets], dim=1)
