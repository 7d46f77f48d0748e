# hint: squares an input
is_linear = {"A": True, "B": False, "C": True, "D": True, "E": False, "F": True, "G": True, "H": False}
