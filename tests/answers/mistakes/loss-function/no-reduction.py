# hint: one number for each
loss_fn = nn.MSELoss(reduction='none')
