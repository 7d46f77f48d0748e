linear = ("A", "D", "F", "G")
not_linear = ("B", "C", "E", "H")
is_linear = {}
is_linear.update((letter, True) for letter in linear)
is_linear.update((letter, False) for letter in not_linear)
print(is_linear)
