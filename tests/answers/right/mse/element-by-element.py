def mse(t1, t2):
    total = torch.zeros(())
    for one, other in zip(t1.flatten(), t2.flatten()):
        total = total + (one - other) ** 2
    return total / t1.numel()
