# hint: one number
mse_by_hand = (6.5, 8.5)
