steps = {"predict": "D", "reset": "C", "loss": "B", "backward": "E", "update": "A"}
training_order = list(steps.values())
