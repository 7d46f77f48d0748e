# hint: is known the evening before
input_columns = ["weekday", "holiday"]
target_columns = ["forecast", "coffees", "ice_creams"]
