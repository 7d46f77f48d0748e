training_order = [" D.", "B) ", "E", "a", "C"]
