# hint: compute them before you subtract
training_order = ["A", "D", "B", "E", "C"]
