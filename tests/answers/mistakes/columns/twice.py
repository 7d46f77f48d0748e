# hint: stands in its list twice
input_columns = ["forecast", "weekday", "holiday", "holiday"]
target_columns = ["coffees", "ice_creams"]
