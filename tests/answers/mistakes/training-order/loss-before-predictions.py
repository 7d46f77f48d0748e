# hint: these predictions have to be made first
training_order = ["C", "B", "D", "E", "A"]
