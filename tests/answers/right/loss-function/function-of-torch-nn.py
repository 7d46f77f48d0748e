loss_fn = lambda a, b: nn.MSELoss(reduction='mean')(a, b)
