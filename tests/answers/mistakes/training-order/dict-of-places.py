# hint: a list of texts
training_order = {"D": 1, "B": 2, "E": 3, "A": 4, "C": 5}
