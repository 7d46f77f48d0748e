columns = ["forecast", "weekday", "holiday", "coffees", "ice_creams", "takings"]
input_columns, target_columns = columns[:3], columns[3:5]
