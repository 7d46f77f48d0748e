# hint: you call no formula linear
is_linear = dict.fromkeys("ABCDEFGH", False)
