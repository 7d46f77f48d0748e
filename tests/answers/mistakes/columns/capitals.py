# hint: without capitals
input_columns = ["Forecast", "Weekday", "Holiday"]
target_columns = ["Coffees", "Ice_creams"]
