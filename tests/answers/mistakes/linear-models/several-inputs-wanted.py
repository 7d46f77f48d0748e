# hint: one input is enough
is_linear = {name: name in ("A", "D") for name in "ABCDEFGH"}
