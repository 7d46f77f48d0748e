# hint: rounded
mse_by_hand = 8
