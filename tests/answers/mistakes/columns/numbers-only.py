# hint: an input is missing
input_columns = ["forecast", "holiday"]
target_columns = ["coffees", "ice_creams"]
