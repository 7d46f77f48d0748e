# hint: is a plain number
loss_fn = lambda p, t: F.mse_loss(p, t).item()
