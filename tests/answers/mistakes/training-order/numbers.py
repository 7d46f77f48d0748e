# hint: a letter in quotes
training_order = [4, 2, 5, 1, 3]
