# hint: can only come after it has been computed
training_order = ["D", "E", "B", "A", "C"]
