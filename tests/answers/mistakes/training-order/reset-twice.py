# hint: each of the five letters
training_order = ["C", "D", "B", "E", "A", "C"]
