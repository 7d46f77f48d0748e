# hint: call the columns by their names
input_columns = [0, 1, 2]
target_columns = [3, 4]
