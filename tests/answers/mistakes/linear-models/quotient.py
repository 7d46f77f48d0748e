# hint: divides by an input
is_linear = {"A": True, "B": False, "C": False, "D": True, "E": True, "F": True, "G": True, "H": False}
