# hint: not something to be called
loss_fn = F.mse_loss(torch.zeros(1), torch.zeros(1))
