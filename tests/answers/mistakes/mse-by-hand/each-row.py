# hint: one number is asked for
mse_by_hand = [(4 + 1) / 2, (9 + 16) / 2]
