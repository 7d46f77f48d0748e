# hint: rounded, or tiny differences are left out
def mse(t1, t2):
    return torch.where((t1 - t2).abs() < 1e-3, 0.0, (t1 - t2) ** 2).mean()
