preds = torch.tensor([[12.0, 20.0], [7.0, 30.0]])
truth = torch.tensor([[10.0, 21.0], [10.0, 26.0]])
mse_by_hand = ((preds - truth) ** 2).mean()
