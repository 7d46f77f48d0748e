# hint: you halve the result
mse_by_hand = 30 / 8
