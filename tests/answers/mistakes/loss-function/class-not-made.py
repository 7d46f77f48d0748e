# hint: is the class
loss_fn = nn.MSELoss
