# hint: keep the dict
is_linear = ["A", "D", "F", "G"]
