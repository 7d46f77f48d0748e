# hint: no fewer
mse_by_hand = 30 / 3
