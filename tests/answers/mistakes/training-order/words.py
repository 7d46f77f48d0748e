# hint: each of the five letters
training_order = ["predict", "loss", "backward", "update", "reset"]
