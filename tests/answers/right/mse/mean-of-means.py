def mse(t1, t2):
    out = torch.square(t1 - t2)
    while out.dim() > 0:
        out = out.mean(dim=0)
    return out
