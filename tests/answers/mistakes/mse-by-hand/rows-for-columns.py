# hint: rows and columns are mixed up
mse_by_hand = ((12 - 10) ** 2 + (7 - 21) ** 2 + (20 - 10) ** 2 + (30 - 26) ** 2) / 4
