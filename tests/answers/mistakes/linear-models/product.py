# hint: multiplies two inputs
is_linear = {"A": True, "B": True, "C": False, "D": True, "E": False, "F": True, "G": True, "H": False}
