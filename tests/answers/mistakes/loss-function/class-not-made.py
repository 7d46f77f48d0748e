# hint: is a class: make one loss of it
loss_fn = nn.MSELoss
