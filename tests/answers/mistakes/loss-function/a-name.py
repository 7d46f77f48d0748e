# hint: not something to be called
loss_fn = 'mse_loss'
