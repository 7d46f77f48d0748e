# hint: one number for each element
loss_fn = nn.MSELoss(reduction='none')
