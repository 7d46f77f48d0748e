# hint: no square is negative
mse_by_hand = (2 + 1 + 3 + 4) / 4
