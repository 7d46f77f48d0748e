# hint: you call every formula linear
is_linear = dict.fromkeys("ABCDEFGH", True)
