# hint: without quotes
mse_by_hand = "7.5"
