# hint: you divide by the number of rows
mse_by_hand = (4 + 1 + 9 + 16) / 2
