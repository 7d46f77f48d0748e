# hint: raised NameError
is_linear = {A: True, B: False, C: False, D: True, E: False, F: True, G: True, H: False}
