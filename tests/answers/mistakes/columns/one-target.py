# hint: a target is missing
input_columns = ["forecast", "weekday", "holiday"]
target_columns = ["coffees"]
