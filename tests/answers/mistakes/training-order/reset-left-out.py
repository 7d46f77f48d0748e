# hint: each of the five letters
training_order = ["D", "B", "E", "A"]
