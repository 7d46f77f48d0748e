# hint: have changed places
input_columns = ["coffees", "ice_creams"]
target_columns = ["forecast", "weekday", "holiday"]
