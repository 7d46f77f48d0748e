# hint: large differences
def mse(t1, t2):
    return 2 * torch.nn.functional.huber_loss(t1, t2, delta=20.0)
