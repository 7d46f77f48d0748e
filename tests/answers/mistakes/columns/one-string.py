# hint: a string is not a list
input_columns = "forecast, weekday, holiday"
target_columns = "coffees, ice_creams"
