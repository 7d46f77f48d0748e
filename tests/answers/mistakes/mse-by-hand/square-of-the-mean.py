# hint: you square the mean
mse_by_hand = ((2 - 1 - 3 + 4) / 4) ** 2
