training_order = "D, B, C, E, A"
