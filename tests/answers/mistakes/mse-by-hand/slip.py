# hint: a slip in a square
mse_by_hand = (4 + 1 + 9 + 18) / 4
