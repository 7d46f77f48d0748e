# hint: these predictions have to be made first
training_order = ["A", "B", "C", "D", "E"]
