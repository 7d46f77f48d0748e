# hint: misses to one side
def mse(t1, t2):
    return (torch.relu(t1 - t2) ** 2).mean()
