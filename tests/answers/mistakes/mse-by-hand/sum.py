# hint: the mean also divides
mse_by_hand = 4 + 1 + 9 + 16
