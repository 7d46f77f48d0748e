# hint: you take a root
loss_fn = lambda p, t: F.mse_loss(p, t).sqrt()
