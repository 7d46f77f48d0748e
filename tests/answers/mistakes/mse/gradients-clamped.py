# hint: gradients
def mse(t1, t2):
    d = t1 - t2
    if d.requires_grad:
        d.register_hook(lambda g: g.clamp(-5, 5))
    loss = (d ** 2).mean()
    return loss
