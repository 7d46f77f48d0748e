# hint: counted only after closing
input_columns = ["forecast", "weekday", "holiday", "takings"]
target_columns = ["coffees", "ice_creams"]
