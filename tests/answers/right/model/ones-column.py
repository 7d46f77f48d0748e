def model(x):
    return torch.cat([x, torch.ones(len(x), 1)], dim=1) @ torch.cat([w, b[:, None]], dim=1).t()
