# hint: a target stands among your inputs
input_columns = ["forecast", "weekday", "holiday", "coffees"]
target_columns = ["ice_creams"]
