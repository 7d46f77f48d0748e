# hint: has lost its connection
loss_fn = lambda p, t: F.mse_loss(p.detach(), t)
