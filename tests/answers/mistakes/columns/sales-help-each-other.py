# hint: a target stands among your inputs
input_columns = ["forecast", "weekday", "holiday", "coffees", "ice_creams"]
target_columns = ["coffees", "ice_creams"]
