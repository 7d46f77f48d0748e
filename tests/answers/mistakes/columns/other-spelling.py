# hint: spell the names
input_columns = ["forecast", "weekday", "holiday"]
target_columns = ["coffees", "ice creams"]
