# hint: you take a root
mse_by_hand = 2.74
