loss_fn = nn.MSELoss()
