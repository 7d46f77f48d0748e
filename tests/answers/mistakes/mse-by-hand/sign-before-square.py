# hint: no square is negative
mse_by_hand = (2**2 + -1**2 + -3**2 + 4**2) / 4
