# hint: the commas stand between
input_columns = ["forecast, weekday, holiday"]
target_columns = ["coffees, ice_creams"]
