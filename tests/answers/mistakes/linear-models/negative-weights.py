# hint: a weight may be negative
is_linear = {name: name in ("A", "F", "G") for name in "ABCDEFGH"}
