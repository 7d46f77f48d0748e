# hint: earlier calls have a part
def mse(t1, t2, seen=[]):
    seen.append(((t1 - t2) ** 2).mean())
    return torch.stack(seen).mean()
