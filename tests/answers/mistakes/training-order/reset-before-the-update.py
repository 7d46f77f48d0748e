# hint: wipes out what the update is to subtract
training_order = ["D", "B", "E", "C", "A"]
