input_columns = "holiday forecast weekday".split()
target_columns = [name for name in ("coffees", "ice_creams", "takings") if name != "takings"]
assert not set(input_columns) & set(target_columns)
