training_order = ["C", "D", "B", "E", "A"]
