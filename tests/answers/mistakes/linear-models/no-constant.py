# hint: a formula without a constant
is_linear = {name: name in ("A", "D", "F") for name in "ABCDEFGH"}
