# hint: has lost its connection
def mse(t1, t2):
    return torch.tensor(((t1 - t2) ** 2).mean().item())
