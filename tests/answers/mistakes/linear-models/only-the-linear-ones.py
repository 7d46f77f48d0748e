# hint: has one entry
is_linear = {"A": True, "D": True, "F": True, "G": True}
