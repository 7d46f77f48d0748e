input_columns = ["weekday", "holiday", "forecast"]
target_columns = ["ice_creams", "coffees"]
